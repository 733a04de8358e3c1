import { parseConnectionUrl } from "./connection-url.ts";
import type { Database } from "./database.ts";
import { DatabaseOpenError } from "./errors.ts";
import type { Progress } from "./migrator/migrate.ts";

export interface OpenOptions {
  /** How long a statement waits while another process holds the database's lock; a minute by default. */
  busyTimeoutSeconds?: number;
  /** Whether an older schema, or none, is taken to head, as it is by default; else it is refused. */
  migrate?: boolean;
  /** Is called before each step of a migration. */
  onMigration?: (progress: Progress) => void;
}

/**
 * Opens the database that a connection URL names, and makes it where there is none.
 * Throws {@link DatabaseOpenError} with one line that says what to do.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const location = parseConnectionUrl(url);
  if (location.dialect === "postgresql") {
    throw new DatabaseOpenError(
      "PostgreSQL is not served yet: use a sqlite+aiosqlite:// URL, or unset PREFECT_SERVER_DATABASE_CONNECTION_URL",
    );
  }
  if (location.file !== null) {
    const { openSchema } = await import("./dialects/sqlite/schema.ts");
    await openSchema(location.file, { migrate: true, ...options });
  }
  const { openSqlite } = await import("./dialects/sqlite/open.ts");
  return openSqlite(location.file, location.printable, options);
}
