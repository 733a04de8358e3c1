import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { Tables } from "@prefect-ts/database/tables";
import { type TaskRun, TaskRunPolicy, type TaskRunResponse } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import type { Kysely, Selectable } from "kysely";
import { currentStateColumns, currentState } from "../states/current.ts";
import { estimatedRunTime, estimatedStartTimeDelta, type RunColumns } from "./run-columns.ts";

type TaskRunRow = Selectable<Tables["task_run"]>;

/** A task run in memory: its row and its state. */
export interface TaskRunRecord extends RunColumns, Omit<TaskRunRow, keyof RunColumns | "empirical_policy"> {
  empirical_policy: TaskRunPolicy;
}

const defaultPolicy = defaultsOf(TaskRunPolicy);

/** The query that every read of task runs starts from; its rows go through {@link readTaskRunRow}. */
export const selectTaskRuns = (db: Kysely<Tables>) =>
  db
    .selectFrom("task_run")
    .leftJoin("task_run_state as state", "state.id", "task_run.state_id")
    .leftJoin("artifact as result", "result.id", "state.result_artifact_id")
    .selectAll("task_run")
    .select(currentStateColumns);

type TaskRunQueryRow = Awaited<ReturnType<ReturnType<typeof selectTaskRuns>["execute"]>>[number];

/** A row of {@link selectTaskRuns} as a record. */
export const readTaskRunRow = (row: TaskRunQueryRow): TaskRunRecord => ({
  id: row.id,
  created: row.created,
  updated: row.updated,
  name: row.name,
  flow_run_id: row.flow_run_id,
  task_key: row.task_key,
  dynamic_key: row.dynamic_key,
  cache_key: row.cache_key,
  cache_expiration: row.cache_expiration,
  task_version: row.task_version,
  empirical_policy: { ...defaultPolicy, ...row.empirical_policy },
  tags: row.tags,
  labels: row.labels,
  state_id: row.state_id,
  task_inputs: row.task_inputs,
  state_type: row.state_type,
  state_name: row.state_name,
  state_timestamp: row.state_timestamp,
  run_count: row.run_count,
  flow_run_run_count: row.flow_run_run_count,
  expected_start_time: row.expected_start_time,
  next_scheduled_start_time: row.next_scheduled_start_time,
  start_time: row.start_time,
  end_time: row.end_time,
  total_run_time: row.total_run_time,
  state: currentState(row),
});

const byId = prepared<{ id: string }>()((db, parameter) =>
  selectTaskRuns(db).where("task_run.id", "=", parameter("id")),
);

/** The task run with its state. */
export async function readTaskRun(session: Session, id: string): Promise<TaskRunRecord | undefined> {
  const { rows } = await session.run(byId.with({ id }));
  return rows[0] && readTaskRunRow(rows[0]);
}

/** As the API answers a task run. */
export const toTaskRun = (run: TaskRunRecord, now = Timestamp.now()): TaskRun => ({
  id: run.id,
  created: run.created,
  updated: run.updated,
  name: run.name,
  flow_run_id: run.flow_run_id,
  task_key: run.task_key,
  dynamic_key: run.dynamic_key,
  cache_key: run.cache_key,
  cache_expiration: run.cache_expiration,
  task_version: run.task_version,
  empirical_policy: run.empirical_policy,
  tags: run.tags,
  labels: run.labels ?? {},
  state_id: run.state_id,
  task_inputs: run.task_inputs as TaskRun["task_inputs"],
  state_type: run.state_type,
  state_name: run.state_name,
  run_count: run.run_count,
  flow_run_run_count: run.flow_run_run_count,
  expected_start_time: run.expected_start_time,
  next_scheduled_start_time: run.next_scheduled_start_time,
  start_time: run.start_time,
  end_time: run.end_time,
  total_run_time: run.total_run_time,
  estimated_run_time: estimatedRunTime(run, now),
  estimated_start_time_delta: estimatedStartTimeDelta(run, now),
  state: run.state,
});

/** As the API answers the task runs of a page, of which it shows less. */
export const toTaskRunResponse = (run: TaskRunRecord, now = Timestamp.now()): TaskRunResponse => ({
  id: run.id,
  created: run.created,
  updated: run.updated,
  name: run.name,
  flow_run_id: run.flow_run_id,
  task_key: run.task_key,
  state_id: run.state_id,
  state: run.state,
  task_version: run.task_version,
  task_inputs: run.task_inputs as TaskRunResponse["task_inputs"],
  empirical_policy: run.empirical_policy,
  tags: run.tags,
  start_time: run.start_time,
  end_time: run.end_time,
  total_run_time: run.total_run_time,
  estimated_run_time: estimatedRunTime(run, now),
  estimated_start_time_delta: estimatedStartTimeDelta(run, now),
});
