import { prepared, preparedInsert } from "@prefect-ts/database/prepared";
import { duration, json, jsonOrNull } from "@prefect-ts/database/values";
import type { CreatedBy } from "@prefect-ts/schemas/common";
import { FlowRunPolicy } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { randomName } from "../names.ts";
import { orchestrate } from "../orchestration/engine.ts";
import { globalFlowPolicy } from "../orchestration/policies/global-flow.ts";
import { minimalFlowPolicy } from "../orchestration/policies/minimal-flow.ts";
import { insertingFlowRun } from "../orchestration/write-state.ts";
import { newState, type RunState } from "../states/state.ts";
import { labelsForFlowRun, type LabelMap } from "./flow-run-labels.ts";
import { rememberRelated } from "./flow-run-events.ts";
import { type Origin, readOrigin } from "./flow-run-origin.ts";
import { type FlowRunRecord, readFlowRun } from "./flow-run-record.ts";
import { flowRunTransition, newestClient, type Requester } from "./flow-runs.ts";

/** What a new flow run is made of; what is left out has the schema's default. */
export interface NewFlowRun {
  flow_id: string;
  id?: string;
  name?: string | undefined;
  state?: RunState | null;
  flow_version?: string | null;
  deployment_id?: string | null;
  deployment_version?: string | null;
  parameters?: Record<string, unknown>;
  context?: Record<string, unknown>;
  parent_task_run_id?: string | null;
  infrastructure_document_id?: string | null;
  empirical_policy?: FlowRunPolicy;
  tags?: string[];
  labels?: LabelMap | null;
  idempotency_key?: string | null;
  work_queue_id?: string | null;
  work_queue_name?: string | null;
  job_variables?: Record<string, unknown> | null;
  created_by?: CreatedBy | null;
  auto_scheduled?: boolean;
}

const insertFlowRun = preparedInsert("flow_run", [
  ...([
    "id",
    "created",
    "updated",
    "name",
    "state_id",
    "state_type",
    "state_name",
    "state_timestamp",
    "run_count",
  ] as const),
  ...(["expected_start_time", "next_scheduled_start_time", "start_time", "end_time", "total_run_time"] as const),
  ...(["flow_id", "flow_version", "deployment_id", "deployment_version", "parameters", "context", "tags"] as const),
  ...(["labels", "parent_task_run_id", "infrastructure_document_id", "empirical_policy", "idempotency_key"] as const),
  ...(["work_queue_id", "work_queue_name", "job_variables", "created_by", "auto_scheduled"] as const),
]);

const byKey = prepared<{ flow_id: string; key: string }>()((db, parameter) =>
  db
    .selectFrom("flow_run")
    .select("id")
    .where("flow_id", "=", parameter("flow_id"))
    .where("idempotency_key", "=", parameter("key")),
);

const defaultPolicy = defaultsOf(FlowRunPolicy);

function newRecord(given: NewFlowRun): FlowRunRecord {
  const now = Timestamp.now();
  return {
    id: given.id ?? uuid7(),
    created: now,
    updated: now,
    name: given.name || randomName(),
    flow_id: given.flow_id,
    flow_version: given.flow_version ?? null,
    deployment_id: given.deployment_id ?? null,
    deployment_version: given.deployment_version ?? null,
    parameters: given.parameters ?? {},
    context: given.context ?? {},
    parent_task_run_id: given.parent_task_run_id ?? null,
    infrastructure_document_id: given.infrastructure_document_id ?? null,
    empirical_policy: given.empirical_policy ?? defaultPolicy,
    tags: given.tags ?? [],
    labels: {},
    idempotency_key: given.idempotency_key ?? null,
    work_queue_id: given.work_queue_id ?? null,
    work_queue_name: given.work_queue_name ?? null,
    // The reference writes what has an idempotency key in another way, without this default.
    job_variables: given.job_variables ?? (given.idempotency_key ? null : {}),
    created_by: given.created_by ?? null,
    auto_scheduled: given.auto_scheduled ?? false,
    infrastructure_pid: null,
    work_pool_id: null,
    work_pool_name: null,
    state: null,
    state_id: null,
    state_type: null,
    state_name: null,
    state_timestamp: null,
    run_count: 0,
    expected_start_time: null,
    next_scheduled_start_time: null,
    start_time: null,
    end_time: null,
    total_run_time: 0,
  };
}

const insertionOf = (run: FlowRunRecord) =>
  insertFlowRun.with({
    ...run,
    parameters: json(run.parameters),
    context: json(run.context),
    tags: json(run.tags),
    labels: json(run.labels),
    empirical_policy: json(run.empirical_policy),
    job_variables: jsonOrNull(run.job_variables),
    created_by: jsonOrNull(run.created_by),
    total_run_time: duration(run.total_run_time),
  });

/** The names of the queue and the pool that a run waits in. */
const queueNames = (origin: Origin | undefined): Partial<FlowRunRecord> =>
  origin?.work_queue_id
    ? {
        work_queue_name: origin.work_queue_name ?? null,
        work_pool_id: origin.work_pool_id ?? null,
        work_pool_name: origin.work_pool_name ?? null,
      }
    : {};

/**
 * Makes a flow run, in its first state. The rules of that state are passed over, as with `force`.
 * A run of the same flow with the same idempotency key is answered as it is, and nothing is written.
 */
export async function createFlowRun(
  tx: Tx,
  given: NewFlowRun,
  requester: Requester = newestClient,
): Promise<{ run: FlowRunRecord; isNew: boolean }> {
  if (given.idempotency_key) {
    const { rows } = await tx.run(byKey.with({ flow_id: given.flow_id, key: given.idempotency_key }));
    const existing = rows[0] && (await readFlowRun(tx, rows[0].id));
    if (existing) return { run: existing, isNew: false };
  }
  const run = newRecord(given);
  const origin = await readOrigin(tx, run);
  run.labels = labelsForFlowRun(run, origin, given.labels ?? null);
  rememberRelated(tx, run, origin);
  const transition = flowRunTransition(tx, run, given.state ?? newState("PENDING"), requester);
  const writer = insertingFlowRun(insertionOf);
  await orchestrate(transition, minimalFlowPolicy, globalFlowPolicy, writer);
  return { run: { ...run, ...queueNames(origin) }, isNew: true };
}
