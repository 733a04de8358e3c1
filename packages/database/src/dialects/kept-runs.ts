import type { CountRuns, RunCount, RunCountQuery } from "./run-counts.ts";

/** Keeps columns of runs in memory, to count them there. */
export interface RunKeeper {
  /** Null where they are not kept, or do not tell. */
  count(query: RunCountQuery): Promise<RunCount[] | null>;
  /** Reads what such queries need, unless that takes longer than `ms`: undefined then; else fulfilled when it has come to its end. */
  keep(query: Pick<RunCountQuery, "table" | "keys">, ms: number): Promise<void> | undefined;
}

/** To count fewer by a query is quick; more are read as a server starts, before anybody asks. */
export const manyRuns = 10_000;

/** A table is read when its queries have taken a fifth of the time that this takes: they will be asked for again. */
const eagerness = 5;
/** What was asked longer ago says nothing of what will be. */
const memoryMs = 60_000;
/** Where the last query took longer, the next rather waits until the table is read. */
const slowMs = 200;

class Queries {
  reading: Promise<void> | undefined;
  private spentMs = 0;
  private lastMs = 0;
  private lastAt = Number.NEGATIVE_INFINITY;

  get areSlow(): boolean {
    return this.lastMs > slowMs;
  }

  /** Milliseconds that queries took since the table was read, if they were asked often enough. */
  add(ms: number): number {
    const now = performance.now();
    this.spentMs = ms + (now - this.lastAt < memoryMs ? this.spentMs : 0);
    this.lastMs = ms;
    this.lastAt = now;
    return this.spentMs;
  }

  read(reading: Promise<void>): void {
    this.spentMs = 0;
    this.reading = reading.finally(() => {
      this.reading = undefined;
    });
  }
}

/**
 * Counts with what is kept. What is read may be of no use any more at once, where runs are deleted: as it is paid with the time
 * of queries, that costs a few times as much as they do at most.
 */
export function countRunsWith(keeper: RunKeeper): CountRuns {
  const queriesOf = { flow_run: new Queries(), task_run: new Queries() };
  return async (query, { fromCounts, inDatabase }) => {
    const queries = queriesOf[query.table];
    let counts = await keeper.count(query);
    if (!counts && queries.reading && queries.areSlow) {
      await queries.reading;
      counts = await keeper.count(query);
    }
    if (counts) return fromCounts(counts);
    const start = performance.now();
    const answer = await inDatabase();
    const spent = queries.add(performance.now() - start);
    const reading = keeper.keep(query, spent * eagerness);
    if (reading) queries.read(reading);
    return answer;
  };
}
