import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
} from "kysely";
import type { Tables } from "../../tables.ts";
import { CompoundQueryCompiler } from "./query-compiler.ts";
import type { SqliteConnection } from "./connection.ts";

class SqliteDriverConnection implements DatabaseConnection {
  private readonly connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.connection = connection;
  }

  async executeQuery<R>(query: CompiledQuery) {
    const { rows, changes } = this.connection.execute<R>(query.sql, query.parameters);
    return { rows, numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>(query: CompiledQuery) {
    yield await this.executeQuery<R>(query);
  }
}

/** Transactions belong to the writer's queue, so Kysely's own are refused. */
class SqliteDriver implements Driver {
  private readonly connection: SqliteDriverConnection;

  constructor(connection: SqliteConnection) {
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
export function kyselyOver(connection: SqliteConnection): Kysely<Tables> {
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new CompoundQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
}
