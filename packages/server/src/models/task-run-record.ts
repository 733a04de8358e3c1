import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { Tables } from "@prefect-ts/database/tables";
import { type TaskRun, TaskRunPolicy } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import type { Kysely, Selectable } from "kysely";
import { stateFromRow } from "../states/rows.ts";
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
    .select([
      "state.id as current_id",
      "state.type as current_type",
      "state.name as current_name",
      "state.timestamp as current_timestamp",
      "state.message as current_message",
      "state.state_details as current_details",
      "state.data as current_own_data",
      "result.data as current_data",
    ]);

type TaskRunQueryRow = Awaited<ReturnType<ReturnType<typeof selectTaskRuns>["execute"]>>[number];

/** A row of {@link selectTaskRuns} as a record. */
export function readTaskRunRow(row: TaskRunQueryRow): TaskRunRecord {
  const {
    current_id: id,
    current_type: type,
    current_name: name,
    current_timestamp: timestamp,
    current_message: message,
    current_details: details,
    current_own_data: ownData,
    current_data: data,
    ...run
  } = row;
  const hasState = id !== null && type !== null && name !== null && timestamp !== null;
  return {
    ...run,
    empirical_policy: { ...defaultPolicy, ...run.empirical_policy },
    state: hasState
      ? stateFromRow({ id, type, name, timestamp, message, state_details: details ?? {} }, ownData ?? data)
      : null,
  };
}

const byId = prepared<{ id: string }>()((db, parameter) =>
  selectTaskRuns(db).where("task_run.id", "=", parameter("id")),
);

/** The task run with its state. */
export async function readTaskRun(session: Session, id: string): Promise<TaskRunRecord | undefined> {
  const { rows } = await session.run(byId, { id });
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
