import { CompiledQuery, type DatabaseConnection, type Dialect, type Driver, Kysely } from "kysely";
import type { QueryAnswer, Session } from "../database.ts";
import type { BoundQuery } from "../prepared.ts";
import type { Tables } from "../tables.ts";
import type { DialectQueries } from "./queries.ts";

/** What runs the queries. */
export interface Executor {
  execute<R>(sql: string, parameters: readonly unknown[]): QueryAnswer<R> | Promise<QueryAnswer<R>>;
}

class ExecutorConnection implements DatabaseConnection {
  private readonly executor: Executor;

  constructor(executor: Executor) {
    this.executor = executor;
  }

  async executeQuery<R>(query: CompiledQuery) {
    const { rows, changes } = await this.executor.execute<R>(query.sql, query.parameters);
    return { rows, numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>(query: CompiledQuery) {
    yield await this.executeQuery<R>(query);
  }
}

/** Transactions belong to `Database.write()`, so Kysely's own are refused. */
class ExecutorDriver implements Driver {
  private readonly connection: ExecutorConnection;

  constructor(executor: Executor) {
    this.connection = new ExecutorConnection(executor);
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

/** Kysely over one of our connections, in the words of its dialect. */
export const kyselyOver = (executor: Executor, words: Omit<Dialect, "createDriver">): Kysely<Tables> =>
  new Kysely<Tables>({ dialect: { ...words, createDriver: () => new ExecutorDriver(executor) } });

/** A session whose queries an executor runs, whichever connection that takes. */
export function sessionOver(
  executor: Executor,
  words: Omit<Dialect, "createDriver">,
  dialect: DialectQueries,
): Session {
  const db = kyselyOver(executor, words);
  return {
    db,
    dialect,
    async run<R>(query: BoundQuery<R>): Promise<QueryAnswer<R>> {
      const { sql, parameters } = query.bind(db);
      return await executor.execute<R>(sql, parameters);
    },
  };
}
