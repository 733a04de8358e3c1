import type { QueryAnswer, Session } from "../../database.ts";
import type { BoundQuery } from "../../prepared.ts";
import { type Executor, kyselyOver } from "../driver.ts";
import { SharedReads } from "../shared-reads.ts";
import type { PostgresqlConnection } from "./connection.ts";
import { queries } from "./queries.ts";
import { words } from "./words.ts";

type Ask<A> = (connection: PostgresqlConnection) => Promise<A>;

class SharedExecutor implements Executor {
  private readonly reads: SharedReads<QueryAnswer<object>>;

  constructor(read: <A>(ask: Ask<A>) => Promise<A>) {
    this.reads = new SharedReads((sql, parameters) => read((connection) => connection.execute(sql, parameters)));
  }

  execute<R>(sql: string, parameters: readonly unknown[]): Promise<QueryAnswer<R>>;
  execute(sql: string, parameters: readonly unknown[]): Promise<QueryAnswer<object>> {
    return this.reads.execute(sql, parameters);
  }
}

/** A session whose queries go, each by itself, to a connection that `read` lends; who asks for the same shares the answer. */
export function sharedSession(read: <A>(ask: Ask<A>) => Promise<A>): Session {
  const executor = new SharedExecutor(read);
  const db = kyselyOver(executor, words);
  return {
    db,
    dialect: queries,
    run<R>(query: BoundQuery<R>): Promise<QueryAnswer<R>> {
      const { sql, parameters } = query.bind(db);
      return executor.execute<R>(sql, parameters);
    },
  };
}
