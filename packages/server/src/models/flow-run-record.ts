import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { Tables } from "@prefect-ts/database/tables";
import { FlowRunPolicy, type FlowRunResponse } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import type { Kysely, Selectable } from "kysely";
import { currentStateColumns, currentState } from "../states/current.ts";
import { estimatedRunTime, estimatedStartTimeDelta, type RunColumns } from "./run-columns.ts";

type FlowRunRow = Selectable<Tables["flow_run"]>;

/** A flow run in memory: its row, its state, and the names of the queue and the pool that it waits in. */
export interface FlowRunRecord extends RunColumns, Omit<FlowRunRow, keyof RunColumns | "empirical_policy"> {
  empirical_policy: FlowRunPolicy;
  work_pool_id: string | null;
  work_pool_name: string | null;
}

const defaultPolicy = defaultsOf(FlowRunPolicy);

/** The query that every read of flow runs starts from; its rows go through {@link readFlowRunRow}. */
export const selectFlowRuns = (db: Kysely<Tables>) =>
  db
    .selectFrom("flow_run")
    .leftJoin("flow_run_state as state", "state.id", "flow_run.state_id")
    .leftJoin("artifact as result", "result.id", "state.result_artifact_id")
    .leftJoin("work_queue as queue", "queue.id", "flow_run.work_queue_id")
    .leftJoin("work_pool as pool", "pool.id", "queue.work_pool_id")
    .selectAll("flow_run")
    .select([...currentStateColumns, "queue.name as queue_name", "pool.id as pool_id", "pool.name as pool_name"]);

type FlowRunQueryRow = Awaited<ReturnType<ReturnType<typeof selectFlowRuns>["execute"]>>[number];

/** A row of {@link selectFlowRuns} as a record. Column by column: to copy what is left of a row takes six times as long. */
export const readFlowRunRow = (row: FlowRunQueryRow): FlowRunRecord => ({
  id: row.id,
  created: row.created,
  updated: row.updated,
  name: row.name,
  flow_id: row.flow_id,
  state_id: row.state_id,
  deployment_id: row.deployment_id,
  deployment_version: row.deployment_version,
  work_queue_id: row.work_queue_id,
  work_queue_name: row.queue_name ?? row.work_queue_name,
  flow_version: row.flow_version,
  parameters: row.parameters,
  idempotency_key: row.idempotency_key,
  context: row.context,
  empirical_policy: { ...defaultPolicy, ...row.empirical_policy },
  tags: row.tags,
  labels: row.labels,
  parent_task_run_id: row.parent_task_run_id,
  state_type: row.state_type,
  state_name: row.state_name,
  state_timestamp: row.state_timestamp,
  run_count: row.run_count,
  expected_start_time: row.expected_start_time,
  next_scheduled_start_time: row.next_scheduled_start_time,
  start_time: row.start_time,
  end_time: row.end_time,
  total_run_time: row.total_run_time,
  auto_scheduled: row.auto_scheduled,
  infrastructure_document_id: row.infrastructure_document_id,
  infrastructure_pid: row.infrastructure_pid,
  created_by: row.created_by,
  work_pool_id: row.pool_id,
  work_pool_name: row.pool_name,
  job_variables: row.job_variables,
  state: currentState(row),
});

const byId = prepared<{ id: string }>()((db, parameter) =>
  selectFlowRuns(db).where("flow_run.id", "=", parameter("id")),
);

/** The flow run with its state. */
export async function readFlowRun(session: Session, id: string): Promise<FlowRunRecord | undefined> {
  const { rows } = await session.run(byId.with({ id }));
  return rows[0] && readFlowRunRow(rows[0]);
}

/** As the API answers a flow run. */
export const toFlowRunResponse = (run: FlowRunRecord, now = Timestamp.now()): FlowRunResponse => ({
  id: run.id,
  created: run.created,
  updated: run.updated,
  name: run.name,
  flow_id: run.flow_id,
  state_id: run.state_id,
  deployment_id: run.deployment_id,
  deployment_version: run.deployment_version,
  work_queue_id: run.work_queue_id,
  work_queue_name: run.work_queue_name,
  flow_version: run.flow_version,
  parameters: run.parameters,
  idempotency_key: run.idempotency_key,
  context: run.context,
  empirical_policy: run.empirical_policy,
  tags: run.tags,
  labels: run.labels ?? {},
  parent_task_run_id: run.parent_task_run_id,
  state_type: run.state_type,
  state_name: run.state_name,
  run_count: run.run_count,
  expected_start_time: run.expected_start_time,
  next_scheduled_start_time: run.next_scheduled_start_time,
  start_time: run.start_time,
  end_time: run.end_time,
  total_run_time: run.total_run_time,
  estimated_run_time: estimatedRunTime(run, now),
  estimated_start_time_delta: estimatedStartTimeDelta(run, now),
  auto_scheduled: run.auto_scheduled,
  infrastructure_document_id: run.infrastructure_document_id,
  infrastructure_pid: run.infrastructure_pid,
  created_by: run.created_by as FlowRunResponse["created_by"],
  work_pool_id: run.work_pool_id,
  work_pool_name: run.work_pool_name,
  state: run.state,
  job_variables: run.job_variables,
});
