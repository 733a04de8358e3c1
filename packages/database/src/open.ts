import { parseConnectionUrl } from "./connection-url.ts";
import type { Database } from "./database.ts";
import { DatabaseOpenError } from "./errors.ts";

export interface OpenOptions {
  /** How long a statement waits while another process holds the database's lock; a minute by default. */
  busyTimeoutSeconds?: number;
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
  const { openSqlite } = await import("./dialects/sqlite/open.ts");
  return openSqlite(location.file, location.printable, options);
}
