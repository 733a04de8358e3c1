import type { CountRuns, RunCount, RunCountQuery } from "./run-counts.ts";

/** Keeps columns of runs in memory, to count them there. */
export interface RunKeeper {
  /** Null where they are not kept, or do not tell. */
  count(query: RunCountQuery): Promise<RunCount[] | null>;
  /** Reads what such queries need, unless that takes longer than `ms`; whether it has begun. */
  keep(query: RunCountQuery, ms: number): boolean;
}

/** What was asked longer ago says nothing of what will be. */
const memoryMs = 60_000;

/**
 * Counts with what is kept. A table is read once queries have taken as long as that would take: so whatever is asked, and however
 * often what was read is of no use any more, at most half of the time goes into reading.
 */
export function countRunsWith(keeper: RunKeeper): CountRuns {
  const spent = new Map<RunCountQuery["table"], { ms: number; at: number }>();
  return async (query, { fromCounts, inDatabase }) => {
    const counts = await keeper.count(query);
    if (counts) return fromCounts(counts);
    const start = performance.now();
    const answer = await inDatabase();
    const at = performance.now();
    const before = spent.get(query.table);
    const ms = at - start + (before && at - before.at < memoryMs ? before.ms : 0);
    spent.set(query.table, { ms: keeper.keep(query, ms) ? 0 : ms, at });
    return answer;
  };
}
