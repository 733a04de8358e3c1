import { type StateType, terminalTypes } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { RunState } from "../states/state.ts";

/** The columns of a run that its transitions change, flow run and task run alike. Times are seconds. */
export interface RunColumns {
  id: string;
  name: string;
  tags: string[];
  state_id: string | null;
  state_type: StateType | null;
  state_name: string | null;
  state_timestamp: Timestamp | null;
  run_count: number;
  expected_start_time: Timestamp | null;
  next_scheduled_start_time: Timestamp | null;
  start_time: Timestamp | null;
  end_time: Timestamp | null;
  total_run_time: number;
  /** The run's current state, of which the columns above tell a part. */
  state: RunState | null;
}

/** Seconds that the run has run, those in its present state included. */
export const estimatedRunTime = (
  run: Pick<RunColumns, "state_type" | "state_timestamp" | "total_run_time">,
  now: Timestamp,
): number =>
  run.state_type === "RUNNING" && run.state_timestamp
    ? run.total_run_time + now.since(run.state_timestamp)
    : run.total_run_time;

/** Seconds by which the run started late, or is late by now. */
export function estimatedStartTimeDelta(
  run: Pick<RunColumns, "state_type" | "start_time" | "expected_start_time">,
  now: Timestamp,
): number {
  if (!run.expected_start_time) return 0;
  if (run.start_time) return Math.max(0, run.start_time.since(run.expected_start_time));
  const hasEnded = run.state_type !== null && terminalTypes.includes(run.state_type);
  return hasEnded ? 0 : Math.max(0, now.since(run.expected_start_time));
}

/** The columns of `run` that are not as they were in `before`, by identity, and instants by value. */
export function changedColumns<Run extends object, Column extends keyof Run>(
  run: Run,
  before: Pick<Run, Column>,
  columns: readonly Column[],
): Partial<Pick<Run, Column>> {
  const changed: Partial<Pick<Run, Column>> = {};
  for (const column of columns) {
    const [now, was] = [run[column], before[column]];
    const same = now === was || (now instanceof Timestamp && was instanceof Timestamp && now.equals(was));
    if (!same) changed[column] = now;
  }
  return changed;
}
