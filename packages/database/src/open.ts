import { parseConnectionUrl } from "./connection-url.ts";
import type { Database } from "./database.ts";
import { openSchema } from "./migrator/open-schema.ts";
import type { OpenOptions } from "./options.ts";

/**
 * Opens the database that a connection URL names, and makes it where there is none.
 * Throws `DatabaseOpenError` with one line that says what to do.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const location = parseConnectionUrl(url);
  if (location.dialect === "postgresql") {
    const { openPostgresql } = await import("./dialects/postgresql/open.ts");
    return await openPostgresql(location.url, location.printable, options);
  }
  if (location.file !== null) {
    const { SqliteMigrationTarget } = await import("./dialects/sqlite/migration-target.ts");
    await openSchema(new SqliteMigrationTarget(location.file), options);
  }
  const { openSqlite } = await import("./dialects/sqlite/open.ts");
  return openSqlite(location.file, location.printable, options);
}
