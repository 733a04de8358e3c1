import type { Session } from "@prefect-ts/database/database";
import type { RunCount, RunCountWays } from "@prefect-ts/database/dialects/run-counts";
import { conditionsOnColumns, unrestricted } from "@prefect-ts/database/filters/counted-runs";
import type { RunFilters } from "@prefect-ts/database/filters/matching";
import { terminalTypes } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";

/** Counts all runs that match at once, as of `now`. */
export function countAllRuns<T>(
  { countRuns }: Session,
  table: "flow_run" | "task_run",
  filters: RunFilters,
  now: Timestamp,
  ways: RunCountWays<T>,
): Promise<T> {
  const conditions = conditionsOnColumns(table, filters);
  if (!countRuns || !conditions) return ways.inDatabase();
  return countRuns({ table, periods: null, now: now.micros, terminalTypes, conditions, keys: null }, ways);
}

/** How many runs match. Those of a state alone are counted by an index: that is as quick as memory. */
export function countRuns(
  session: Session,
  table: "flow_run" | "task_run",
  filters: RunFilters,
  inDatabase: () => Promise<number>,
): Promise<number> {
  const { state, ...others } = conditionsOnColumns(table, filters) ?? unrestricted;
  if (state && Object.values(others).every((condition) => condition === null)) return inDatabase();
  const fromCounts = (counts: readonly RunCount[]) => total(counts, "count_runs");
  return countAllRuns(session, table, filters, Timestamp.now(), { fromCounts, inDatabase });
}

export const total = (counts: readonly RunCount[], of: "count_runs" | "sum_estimated_lateness"): number =>
  counts.reduce((sum, count) => sum + count[of], 0);
