import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { Tables } from "@prefect-ts/database/tables";
import { FlowRunPolicy, type FlowRunResponse } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import type { Kysely, Selectable } from "kysely";
import { currentStateColumns, splitCurrentState } from "../states/current.ts";
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

/** A row of {@link selectFlowRuns} as a record. */
export function readFlowRunRow(row: FlowRunQueryRow): FlowRunRecord {
  const { state, run: columns } = splitCurrentState(row);
  const { queue_name: queueName, pool_id: poolId, pool_name: poolName, ...run } = columns;
  return {
    ...run,
    work_queue_name: queueName ?? run.work_queue_name,
    empirical_policy: { ...defaultPolicy, ...run.empirical_policy },
    work_pool_id: poolId,
    work_pool_name: poolName,
    state,
  };
}

const byId = prepared<{ id: string }>()((db, parameter) =>
  selectFlowRuns(db).where("flow_run.id", "=", parameter("id")),
);

/** The flow run with its state. */
export async function readFlowRun(session: Session, id: string): Promise<FlowRunRecord | undefined> {
  const { rows } = await session.run(byId.with({ id }));
  return rows[0] && readFlowRunRow(rows[0]);
}

/** As the API answers a flow run. */
export function toFlowRunResponse(run: FlowRunRecord, now = Timestamp.now()): FlowRunResponse {
  const { state_timestamp: _, job_variables, created_by, ...columns } = run;
  return {
    ...columns,
    labels: run.labels ?? {},
    job_variables,
    created_by: created_by as FlowRunResponse["created_by"],
    estimated_run_time: estimatedRunTime(run, now),
    estimated_start_time_delta: estimatedStartTimeDelta(run, now),
  };
}
