import { type Dialect, SqliteAdapter, SqliteIntrospector } from "kysely";
import { CompoundQueryCompiler } from "./query-compiler.ts";

/** How Kysely writes queries for SQLite. */
export const words: Omit<Dialect, "createDriver"> = {
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new CompoundQueryCompiler(),
};
