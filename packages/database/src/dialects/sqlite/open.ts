import type { Database } from "../../database.ts";
import type { OpenOptions } from "../../options.ts";
import { SqliteDatabase } from "./database.ts";
import { schemaScript } from "./schema.ts";

/** Opens a SQLite file that is at head, or a new database in memory where `file` is null. */
export function openSqlite(file: string | null, printable: string, options: OpenOptions = {}): Database {
  const { busyTimeoutSeconds = 60 } = options;
  return new SqliteDatabase(file, printable, {
    busyTimeoutMs: busyTimeoutSeconds * 1000,
    ...(file === null && { schema: schemaScript() }),
  });
}
