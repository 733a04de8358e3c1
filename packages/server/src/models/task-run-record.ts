import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { Tables } from "@prefect-ts/database/tables";
import { type TaskRun, TaskRunPolicy, type TaskRunResponse } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import type { Kysely, Selectable } from "kysely";
import { currentStateColumns, splitCurrentState } from "../states/current.ts";
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
export function readTaskRunRow(row: TaskRunQueryRow): TaskRunRecord {
  const { state, run } = splitCurrentState(row);
  return {
    ...run,
    empirical_policy: { ...defaultPolicy, ...run.empirical_policy },
    state,
  };
}

const byId = prepared<{ id: string }>()((db, parameter) =>
  selectTaskRuns(db).where("task_run.id", "=", parameter("id")),
);

/** The task run with its state. */
export async function readTaskRun(session: Session, id: string): Promise<TaskRunRecord | undefined> {
  const { rows } = await session.run(byId.with({ id }));
  return rows[0] && readTaskRunRow(rows[0]);
}

/** As the API answers a task run. */
export function toTaskRun(run: TaskRunRecord, now = Timestamp.now()): TaskRun {
  const { state_timestamp: _, task_inputs, ...columns } = run;
  return {
    ...columns,
    task_inputs: task_inputs as TaskRun["task_inputs"],
    labels: run.labels ?? {},
    estimated_run_time: estimatedRunTime(run, now),
    estimated_start_time_delta: estimatedStartTimeDelta(run, now),
  };
}

/** As the API answers the task runs of a page, of which it shows less. */
export function toTaskRunResponse(run: TaskRunRecord): TaskRunResponse {
  const { id, created, updated, name, flow_run_id, task_key, state_id, state, ...rest } = toTaskRun(run);
  const { task_version, task_inputs, empirical_policy, tags, start_time, end_time, total_run_time } = rest;
  const { estimated_run_time, estimated_start_time_delta } = rest;
  return {
    id,
    created,
    updated,
    name,
    flow_run_id,
    task_key,
    state_id,
    state,
    task_version,
    task_inputs,
    empirical_policy,
    tags,
    start_time,
    end_time,
    total_run_time,
    estimated_run_time,
    estimated_start_time_delta,
  };
}
