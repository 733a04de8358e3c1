import type { CreatedBy } from "@prefect-ts/schemas/common";
import type { DeploymentFlowRunCreate, FlowRunCreateResult } from "@prefect-ts/schemas/deployment";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Session } from "@prefect-ts/database/database";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { newState, stateFromRequest } from "../states/state.ts";
import { createFlowRun } from "./create-flow-run.ts";
import { checkRunVariables } from "./deployment-job-variables.ts";
import { checkParameters, hydrateParameters } from "./deployment-parameters.ts";
import { type DeploymentPlace, readDeploymentPlace } from "./deployment-record.ts";
import { type FlowRunRecord, readFlowRunRow, selectFlowRuns } from "./flow-run-record.ts";
import { findQueueId } from "./work-queues.ts";

/** Who asks for runs. */
interface Asker {
  createdBy: CreatedBy | null;
}

/** Where a run waits: in its deployment's queue, or in another one of the same pool, made if need be. */
async function queueOf(tx: Tx, deployment: DeploymentPlace, name: string | null) {
  if (!name) {
    return { work_queue_id: deployment.work_queue_id, work_queue_name: deployment.work_queue_name };
  }
  if (!deployment.pool) {
    throw new HttpError(
      400,
      `Cannot create flow run in work queue ${name} because deployment ${deployment.id} is not associated with a work pool. Please remove work_pool_name and try again.`,
    );
  }
  const id = await findQueueId(tx, deployment.pool.name, name, { create: true });
  return { work_queue_id: id, work_queue_name: name };
}

async function runOf(tx: Tx, deployment: DeploymentPlace, body: DeploymentFlowRunCreate, { createdBy }: Asker) {
  const { state, parameters: given, enforce_parameter_schema, work_queue_name, tags, ...rest } = body;
  const merged = { ...deployment.parameters, ...given };
  const parameters = await hydrateParameters(tx, merged, "Error hydrating flow run parameters");
  if (enforce_parameter_schema ?? deployment.enforce_parameter_schema) {
    checkParameters(parameters, deployment.parameter_openapi_schema, "Error creating flow run");
  }
  await checkRunVariables(tx, deployment, body.job_variables, "creating");
  return await createFlowRun(tx, {
    ...rest,
    ...(await queueOf(tx, deployment, work_queue_name)),
    state: state ? stateFromRequest(state) : newState("SCHEDULED"),
    flow_id: deployment.flow_id,
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    parameters,
    job_variables: body.job_variables ?? {},
    tags: [...new Set([...deployment.tags, ...tags])],
    infrastructure_document_id: body.infrastructure_document_id ?? deployment.infrastructure_document_id,
    created_by: createdBy,
  });
}

async function require(tx: Tx, id: string): Promise<DeploymentPlace> {
  const deployment = await readDeploymentPlace(tx, id);
  if (!deployment) throw new HttpError(404, "Deployment not found");
  return deployment;
}

/**
 * Makes a run of a deployment, scheduled for now unless it says otherwise. Throws 404 where there is no such
 * deployment, 400 for parameters that cannot be filled in, 409 for wrong ones, 422 for wrong job variables.
 */
export const createDeploymentRun = async (tx: Tx, id: string, body: DeploymentFlowRunCreate, asker: Asker) =>
  await runOf(tx, await require(tx, id), body, asker);

const mostAtOnce = 100;

/** Makes several runs; what is wrong with one is its own result. Throws 400 for too many, 404. */
export async function createDeploymentRuns(
  tx: Tx,
  id: string,
  bodies: readonly DeploymentFlowRunCreate[],
  asker: Asker,
): Promise<FlowRunCreateResult[]> {
  if (bodies.length > mostAtOnce) {
    throw new HttpError(400, `Cannot create more than ${mostAtOnce} flow runs at once.`);
  }
  const deployment = await require(tx, id);
  const results: FlowRunCreateResult[] = [];
  for (const body of bodies) {
    try {
      const { run } = await runOf(tx, deployment, body, asker);
      results.push({ flow_run_id: run.id, status: "CREATED", error: null });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      results.push({ flow_run_id: null, status: "FAILED", error: bulkError(error) });
    }
  }
  return results;
}

/** The same errors have other words where several runs are made at once. */
const bulkError = ({ message }: HttpError): string =>
  message
    .replace(/^Error hydrating flow run parameters: /, "")
    .replace(/^Error creating flow run: (?=Validation failed)/, "Parameter validation failed: ")
    .replace(
      / deployment [0-9a-f-]{36} is not associated with a work pool\..*$/,
      " deployment is not associated with a work pool.",
    )
    .replace(/^Invalid schema: Unable.*$/, "Invalid schema: circular references detected.")
    .replace(
      /^Error updating deployment: Cannot update parameters because.*$/,
      "Parameter schema enforcement is enabled but deployment has no valid schema.",
    );

/** The runs of deployments that wait for their time, the next first; none of a deployment that is gone. */
export async function readScheduledRuns(
  session: Session,
  deploymentIds: readonly string[],
  before: Timestamp | undefined,
  limit: number,
): Promise<FlowRunRecord[]> {
  if (deploymentIds.length === 0) return [];
  const existing = session.db.selectFrom("deployment").select("id").where("id", "in", deploymentIds);
  let query = session.db
    .selectFrom("flow_run")
    .select("id")
    .where("deployment_id", "in", existing)
    .where("state_type", "=", "SCHEDULED");
  if (before) query = query.where("next_scheduled_start_time", "<=", before);
  const page = await query.orderBy("next_scheduled_start_time", "asc").limit(limit).execute();
  if (page.length === 0) return [];
  const ids = page.map(({ id }) => id);
  const rows = await selectFlowRuns(session.db).where("flow_run.id", "in", ids).execute();
  const runs = new Map(rows.map((row) => [row.id, readFlowRunRow(row)]));
  return ids.flatMap((id) => runs.get(id) ?? []);
}
