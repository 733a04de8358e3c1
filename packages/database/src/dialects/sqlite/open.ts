import type { Database } from "../../database.ts";
import { SqliteDatabase } from "./database.ts";
import { openSchema, schemaScript } from "./schema.ts";

/** Opens a SQLite file at head, or a new database in memory where `file` is null. */
export function openSqlite(file: string | null, printable: string): Database {
  if (file !== null) openSchema(file);
  return new SqliteDatabase(file, printable, file === null ? schemaScript() : undefined);
}
