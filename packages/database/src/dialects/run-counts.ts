import type { StateType } from "@prefect-ts/schemas/state";
import type { Periods } from "./queries.ts";
import type { RunConditions } from "./run-conditions.ts";

/** What is to be counted: runs by the period that they were expected to start in, and by state. */
export interface RunCountQuery {
  table: "flow_run" | "task_run";
  /** Null for all runs at once, those included that have no state or no time. */
  periods: Periods | null;
  /** Microseconds since 1970: until when runs that go on have gone on, and those that did not start are late. */
  now: number;
  /** Types of states after which a run does not start any more. */
  terminalTypes: readonly string[];
  conditions: RunConditions;
  /** A query for the keys of the runs, where more is asked of them than `conditions` say; else null. */
  keys: { sql: string; parameters: readonly unknown[] } | null;
}

/** The runs of a period that are in a state; sums are in seconds. */
export interface RunCount {
  /** The number of the period, from 0; 0 where all runs are counted at once. */
  bucket: number;
  state_type: StateType | null;
  state_name: string;
  count_runs: number;
  sum_estimated_run_time: number;
  sum_estimated_lateness: number;
}

/** Two ways to an answer about runs. */
export interface RunCountWays<T> {
  /** Out of what was counted without the database's help. */
  fromCounts: (counts: RunCount[]) => T;
  inDatabase: () => Promise<T>;
}

/** Counts runs in memory where they are kept there, or are to be; else asks the database. */
export type CountRuns = <T>(query: RunCountQuery, ways: RunCountWays<T>) => Promise<T>;
