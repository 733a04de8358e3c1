import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
} from "kysely";
import type { QueryAnswer } from "../../database.ts";
import type { Tables } from "../../tables.ts";
import { CompoundQueryCompiler } from "./query-compiler.ts";

/** What runs the queries. */
export interface Executor {
  execute<R>(sql: string, parameters: readonly unknown[]): QueryAnswer<R> | Promise<QueryAnswer<R>>;
}

class SqliteDriverConnection implements DatabaseConnection {
  private readonly connection: Executor;

  constructor(connection: Executor) {
    this.connection = connection;
  }

  async executeQuery<R>(query: CompiledQuery) {
    const { rows, changes } = await this.connection.execute<R>(query.sql, query.parameters);
    return { rows, numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>(query: CompiledQuery) {
    yield await this.executeQuery<R>(query);
  }
}

/** Transactions belong to the writer's queue, so Kysely's own are refused. */
class SqliteDriver implements Driver {
  private readonly connection: SqliteDriverConnection;

  constructor(connection: Executor) {
    this.connection = new SqliteDriverConnection(connection);
  }

  async init() {}
  async acquireConnection() {
    return this.connection;
  }
  async releaseConnection() {}
  async beginTransaction(): Promise<never> {
    throw new Error("transactions begin with Database.write()");
  }
  async commitTransaction() {}
  async rollbackTransaction() {}
  async destroy() {}
}

/** Kysely over one of our connections. */
export function kyselyOver(connection: Executor): Kysely<Tables> {
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new CompoundQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
}
