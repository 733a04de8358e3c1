import type { QueryAnswer } from "../../database.ts";
import { DatabaseBusyError } from "../../errors.ts";
import { RecentMap } from "../../recent-map.ts";
import type { Executor } from "../driver.ts";
import type { SqliteConnection } from "./connection.ts";
import type { ReadingThread } from "./reading-thread.ts";

/** Handing a query to the thread and its rows back costs about as much as a query of so many milliseconds. */
const quickMs = 3;
const mostKnown = 200;
/** Characters; longer ones are made for one occasion. */
const longestKnown = 10_000;

/**
 * Runs queries that may look at much of the database. Each goes to the thread, until it has shown to be quick: then it is run
 * on the spot, for as long as it stays so.
 */
export class WideReads implements Executor {
  private readonly onTheSpot: SqliteConnection;
  private readonly aside: ReadingThread;
  private readonly quick = new RecentMap<string, true>(mostKnown);

  constructor(onTheSpot: SqliteConnection, aside: ReadingThread) {
    this.onTheSpot = onTheSpot;
    this.aside = aside;
  }

  execute<R>(sql: string, parameters: readonly unknown[]): Promise<QueryAnswer<R>>;
  async execute(sql: string, parameters: readonly unknown[]): Promise<QueryAnswer<object>> {
    if (this.quick.has(sql)) {
      try {
        return this.runOnTheSpot(sql, parameters);
      } catch (error) {
        // The thread waits by itself for a lock.
        if (!(error instanceof DatabaseBusyError)) throw error;
      }
    }
    const { ms, ...answer } = await this.aside.execute<object>(sql, parameters);
    if (ms < quickMs && sql.length < longestKnown) this.quick.set(sql, true);
    return answer;
  }

  private runOnTheSpot(sql: string, parameters: readonly unknown[]): QueryAnswer<object> {
    const start = performance.now();
    const answer = this.onTheSpot.execute<object>(sql, parameters);
    if (performance.now() - start >= quickMs) this.quick.delete(sql);
    return answer;
  }
}
