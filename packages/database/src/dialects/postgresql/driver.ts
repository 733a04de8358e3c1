import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type { Tables } from "../../tables.ts";
import type { PostgresqlConnection } from "./connection.ts";

class PostgresqlDriverConnection implements DatabaseConnection {
  private readonly connection: PostgresqlConnection;

  constructor(connection: PostgresqlConnection) {
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

/** Transactions belong to `Database.write()`, so Kysely's own are refused. */
class PostgresqlDriver implements Driver {
  private readonly connection: PostgresqlDriverConnection;

  constructor(connection: PostgresqlConnection) {
    this.connection = new PostgresqlDriverConnection(connection);
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
export function kyselyOver(connection: PostgresqlConnection): Kysely<Tables> {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresqlDriver(connection),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
}
