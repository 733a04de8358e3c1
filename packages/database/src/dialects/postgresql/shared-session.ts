import type { QueryAnswer, Session } from "../../database.ts";
import { type Executor, sessionOver } from "../driver.ts";
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
export const sharedSession = (read: <A>(ask: Ask<A>) => Promise<A>): Session =>
  sessionOver(new SharedExecutor(read), words, queries);
