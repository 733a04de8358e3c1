import { parseConnectionUrl } from "./connection-url.ts";
import type { Database } from "./database.ts";
import { DatabaseOpenError } from "./errors.ts";

/**
 * Opens the database that a connection URL names, and makes it where there is none.
 * Throws {@link DatabaseOpenError} with one line that says what to do.
 */
export async function openDatabase(url: string): Promise<Database> {
  const location = parseConnectionUrl(url);
  if (location.dialect === "postgresql") {
    throw new DatabaseOpenError(
      "PostgreSQL is not served yet: use a sqlite+aiosqlite:// URL, or unset PREFECT_API_DATABASE_CONNECTION_URL",
    );
  }
  const { openSqlite } = await import("./dialects/sqlite/open.ts");
  return openSqlite(location.file, location.printable);
}
