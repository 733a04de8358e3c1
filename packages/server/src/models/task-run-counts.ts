import type { Session } from "@prefect-ts/database/database";
import { type RunFilters, taskRunsMatching } from "@prefect-ts/database/filters/matching";
import type { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { CountByState } from "@prefect-ts/schemas/ui";
import { sql } from "kysely";
import { terminalTypes } from "@prefect-ts/schemas/state";

const noRuns = defaultsOf(CountByState);

/** How many task runs are in each state. */
export async function countByState(session: Session, filters: RunFilters): Promise<CountByState> {
  const rows = await taskRunsMatching(session, filters)
    .select(({ fn }) => ["task_run.state_type", fn.countAll<number>().as("count")])
    .where("task_run.state_type", "is not", null)
    .groupBy("task_run.state_type")
    .execute();
  return { ...noRuns, ...Object.fromEntries(rows.map(({ state_type, count }) => [state_type, count])) };
}

const buckets = 20;
const startOfMinute = (time: Timestamp) => Timestamp.fromDatabase(`${time.text.slice(0, 17)}00.000000`);
const endOfMinute = (time: Timestamp) => Timestamp.fromDatabase(`${time.text.slice(0, 17)}59.999999`);

/** Task runs that ended well, and that failed or crashed. */
export interface Outcomes {
  completed: number;
  failed: number;
}

/**
 * What became of task runs that started from `after` on, until the filter's end or now, in twenty equal spans of time.
 * Runs that have not ended are not counted.
 */
export async function outcomesOverTime(
  session: Session,
  filters: RunFilters & { task_runs: TaskRunFilter },
  after: Timestamp,
): Promise<Outcomes[]> {
  const start = startOfMinute(after);
  const end = endOfMinute(filters.task_runs.start_time?.before_ ?? Timestamp.now());
  const periods = { start, seconds: end.since(start) / buckets, count: buckets };
  const state: TaskRunFilter["state"] = {
    operator: "and_",
    type: { any_: [...terminalTypes] },
    name: null,
  };
  const { dialect } = session;
  const runs = taskRunsMatching(session, { ...filters, task_runs: { ...filters.task_runs, state } }).select([
    "task_run.state_type",
    dialect.periodOf(sql.ref("task_run.start_time"), periods).as("bucket"),
  ]);
  const rows = await session.db
    .selectFrom(dialect.rowsToGroup(runs).as("runs"))
    .select([
      "bucket",
      sql<number>`sum(case when state_type in ('FAILED', 'CRASHED') then 1 else 0 end)`.as("failed"),
      sql<number>`count(*)`.as("ended"),
    ])
    .groupBy("bucket")
    .execute();
  const outcomes = Array.from({ length: buckets }, () => ({ completed: 0, failed: 0 }));
  for (const { bucket, failed, ended: all } of rows) {
    const outcome = bucket === null ? undefined : outcomes[bucket];
    if (outcome) Object.assign(outcome, { completed: all - failed, failed });
  }
  return outcomes;
}
