import type { Session } from "@prefect-ts/database/database";
import { flowRunsMatching, type RunFilters } from "@prefect-ts/database/filters/matching";
import { flowRunPage } from "@prefect-ts/database/filters/page";
import { byFewIds } from "@prefect-ts/database/filters/few-ids";
import { jsonOrNull, json } from "@prefect-ts/database/values";
import type { FlowRunFilter, FlowRunSort, FlowRunUpdate } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { orchestrate } from "../orchestration/engine.ts";
import { coreFlowPolicy } from "../orchestration/policies/core-flow.ts";
import { globalFlowPolicy } from "../orchestration/policies/global-flow.ts";
import { minimalFlowPolicy } from "../orchestration/policies/minimal-flow.ts";
import type { Policy } from "../orchestration/rule.ts";
import { orchestrationSettings } from "../orchestration/settings.ts";
import { isTimestampTaken } from "../orchestration/taken-timestamps.ts";
import type { FlowRunTransition, TransitionResult } from "../orchestration/transition.ts";
import { writeFlowRunState } from "../orchestration/write-state.ts";
import type { RunState } from "../states/state.ts";
import { randomName } from "../names.ts";
import { ObjectNotFoundError } from "../errors.ts";
import { releaseFlowRunSlots } from "./flow-run-slots.ts";
import { countRuns } from "./all-runs.ts";
import type { ListPart } from "./flows.ts";
import { type FlowRunRecord, readFlowRun, readFlowRunRow, selectFlowRuns } from "./flow-run-record.ts";

/** Who asks for a transition: versions select the behaviour that older clients expect. */
export interface Requester {
  apiVersion: FlowRunTransition["apiVersion"];
  clientVersion: string | null;
}

export const newestClient: Requester = { apiVersion: null, clientVersion: null };

export interface StateRequest {
  id: string;
  state: RunState;
  /** Passes over the rules of the policy; global ones still apply. */
  force?: boolean;
  policy?: Policy<FlowRunRecord>;
  requester?: Requester;
}

/** A transition about to be orchestrated. */
export const flowRunTransition = (
  tx: Tx,
  run: FlowRunRecord,
  proposed: RunState,
  requester: Requester = newestClient,
): FlowRunTransition => ({
  tx,
  run,
  initial: run.state,
  proposed,
  validated: null,
  status: "ACCEPT",
  details: { type: "accept_details" },
  ...requester,
  settings: orchestrationSettings(tx.settings),
});

/** Asks for a new state of a flow run; the rules decide. Throws ObjectNotFoundError where there is no such run. */
export async function setFlowRunState(tx: Tx, request: StateRequest): Promise<TransitionResult> {
  tx.lock("flow_run", request.id);
  const { timestamp } = request.state;
  const [run, isTaken] = await Promise.all([readFlowRun(tx, request.id), isTimestampTaken(tx, request.id, timestamp)]);
  if (!run) throw new ObjectNotFoundError(`Flow run with id ${request.id} not found`);
  const policy = request.force ? minimalFlowPolicy : (request.policy ?? coreFlowPolicy);
  const transition = {
    ...flowRunTransition(tx, run, request.state, request.requester),
    freeTimestamp: isTaken ? undefined : timestamp,
  };
  return await orchestrate(transition, policy, globalFlowPolicy, writeFlowRunState);
}

/** Sets what the update names; false where there is no such run. */
export async function updateFlowRun(tx: Tx, id: string, update: FlowRunUpdate): Promise<boolean> {
  const { name, flow_version, parameters, empirical_policy, tags, infrastructure_pid, job_variables } = update;
  const { numUpdatedRows } = await tx.db
    .updateTable("flow_run")
    .set({
      updated: Timestamp.now(),
      ...(name !== undefined && { name: name || randomName() }),
      ...(flow_version !== undefined && { flow_version }),
      ...(parameters !== undefined && { parameters: json(parameters) }),
      ...(empirical_policy !== undefined && { empirical_policy: json(empirical_policy) }),
      ...(tags !== undefined && { tags: json(tags) }),
      ...(infrastructure_pid !== undefined && { infrastructure_pid }),
      ...(job_variables !== undefined && { job_variables: jsonOrNull(job_variables) }),
    })
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Merges labels into those the run has. Throws ObjectNotFoundError where there is no such run. */
export async function updateFlowRunLabels(
  tx: Tx,
  id: string,
  labels: Record<string, string | number | boolean>,
): Promise<void> {
  tx.lock("flow_run", id);
  const run = await readFlowRun(tx, id);
  if (!run) throw new ObjectNotFoundError(`Flow run with id ${id} not found`);
  await tx.db
    .updateTable("flow_run")
    .set({ labels: json({ ...run.labels, ...labels }), updated: Timestamp.now() })
    .where("id", "=", id)
    .execute();
}

export async function readFlowRuns(
  session: Session,
  filters: RunFilters,
  sort: FlowRunSort,
  part: ListPart,
): Promise<FlowRunRecord[]> {
  const rows = await flowRunPage(session, selectFlowRuns(session.db), filters, sort, part);
  return rows.map(readFlowRunRow);
}

export function countFlowRuns(session: Session, filters: RunFilters): Promise<number> {
  return countRuns(session, "flow_run", filters, async () => {
    const { count } = await flowRunsMatching(session, await byFewIds(session, filters))
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return count;
  });
}

/** Deletes a flow run with its logs, and frees the slot it held; false where there is no such run. */
export async function deleteFlowRun(tx: Tx, id: string): Promise<boolean> {
  tx.lock("flow_run", id);
  const run = await readFlowRun(tx, id);
  if (!run) return false;
  await releaseFlowRunSlots(tx, run);
  await tx.db.deleteFrom("flow_run").where("id", "=", id).execute();
  await tx.db.deleteFrom("log").where("flow_run_id", "=", id).execute();
  return true;
}

/** Deletes the first `limit` flow runs of a filter; answers their ids. */
export async function deleteFlowRuns(tx: Tx, filter: FlowRunFilter | null, limit: number): Promise<string[]> {
  const runs = await readFlowRuns(tx, { flow_runs: filter }, "ID_DESC", { limit, offset: 0 });
  for (const run of runs) await deleteFlowRun(tx, run.id);
  return runs.map(({ id }) => id);
}
