import { type Dialect, SqliteAdapter, SqliteIntrospector } from "kysely";
import { CompoundQueryCompiler } from "./query-compiler.ts";

/** Kysely would let one query at a time come to the connection; which may, is decided behind it. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true;
  }
}

/** How Kysely writes queries for SQLite. */
export const words: Omit<Dialect, "createDriver"> = {
  createAdapter: () => new Adapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new CompoundQueryCompiler(),
};
