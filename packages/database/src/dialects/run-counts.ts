import type { StateType } from "@prefect-ts/schemas/state";
import type { Periods } from "./queries.ts";

/** What is to be counted: runs by the period that they were expected to start in, and by state. */
export interface RunCountQuery {
  table: "flow_run" | "task_run";
  periods: Periods;
  /** Microseconds since 1970: until when runs that go on have gone on, and those that did not start are late. */
  now: number;
  /** Types of states after which a run does not start any more. */
  terminalTypes: readonly string[];
  /** A query for the keys of the runs; null for all of them. */
  keys: { sql: string; parameters: readonly unknown[] } | null;
}

/** The runs of a period that are in a state; sums are in seconds. */
export interface RunCount {
  /** The number of the period, from 0. */
  bucket: number;
  state_type: StateType;
  state_name: string;
  count_runs: number;
  sum_estimated_run_time: number;
  sum_estimated_lateness: number;
}

/** Counts runs without the database's help; null where it is to be asked after all. */
export type CountRuns = (query: RunCountQuery) => Promise<RunCount[] | null>;
