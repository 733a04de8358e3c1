import { json, jsonOrNull } from "@prefect-ts/database/values";
import type { DeploymentCreate, DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { fieldsSet } from "@prefect-ts/schemas/validation/compile";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { emitChanges, emitDeploymentEvent } from "./deployment-events.ts";
import { checkDeploymentVariables } from "./deployment-job-variables.ts";
import { deleteLimitsOf, setLimit } from "./deployment-limit.ts";
import { queueIdFor } from "./deployment-queue.ts";
import { type DeploymentRecord, readDeployment, readDeployments } from "./deployment-record.ts";
import { deleteScheduledRuns } from "./deployment-runs.ts";
import { createSchedules, deleteSchedules } from "./deployment-schedules.ts";

/** The deployment's columns that a body names, where each one goes as it is. */
function givenColumns(body: DeploymentCreate, given: ReadonlySet<string>) {
  const plain = [
    ...(["paused", "enforce_parameter_schema", "work_queue_name", "storage_document_id"] as const),
    ...(["infrastructure_document_id", "description", "path", "version", "entrypoint"] as const),
  ].filter((field) => given.has(field));
  return {
    ...Object.fromEntries(plain.map((field) => [field, body[field]])),
    ...(given.has("parameters") && { parameters: json(body.parameters) }),
    ...(given.has("tags") && { tags: json(body.tags) }),
    ...(given.has("job_variables") && { infra_overrides: json(body.job_variables) }),
    ...(given.has("pull_steps") && { pull_steps: json(body.pull_steps) }),
    ...(given.has("parameter_openapi_schema") && {
      parameter_openapi_schema: json(body.parameter_openapi_schema ?? null),
    }),
    ...(given.has("concurrency_options") && { concurrency_options: jsonOrNull(body.concurrency_options) }),
    ...(given.has("global_concurrency_limit_id") && { concurrency_limit_id: body.global_concurrency_limit_id }),
  };
}

async function labelsOf(tx: Tx, { flow_id, labels }: DeploymentCreate) {
  const flow = await tx.db.selectFrom("flow").select("labels").where("id", "=", flow_id).executeTakeFirst();
  return { ...flow?.labels, "prefect.flow.id": flow_id, ...labels };
}

/** Throws 404 where there is no such limit. */
export async function requireLimit(tx: Tx, id: string): Promise<void> {
  const limit = await tx.db.selectFrom("concurrency_limit_v2").select("id").where("id", "=", id).executeTakeFirst();
  if (!limit) throw new HttpError(404, "Concurrency limit not found");
}

async function requireBlock(tx: Tx, kind: "infrastructure" | "storage", id: string | null): Promise<void> {
  if (id === null) return;
  const block = await tx.db.selectFrom("block_document").select("id").where("id", "=", id).executeTakeFirst();
  if (block) return;
  throw new HttpError(
    409,
    `Error creating deployment. Could not find ${kind} block with id: ${id}. This usually occurs when applying a deployment specification that was built against a different Prefect database / workspace.`,
  );
}

/** Throws 404 where there is no such pool. */
async function checkAgainstPool(tx: Tx, { work_pool_name: name, job_variables }: DeploymentCreate): Promise<void> {
  if (!name) return;
  const pool = await tx.db
    .selectFrom("work_pool")
    .select("base_job_template")
    .where("name", "=", name)
    .executeTakeFirst();
  if (!pool) throw new HttpError(404, `Work pool "${name}" not found.`);
  await checkDeploymentVariables(tx, pool.base_job_template, job_variables);
}

const readKnown = async (tx: Tx, id: string): Promise<DeploymentRecord> => {
  const deployment = await readDeployment(tx, id);
  if (!deployment) throw new Error(`deployment ${id} vanished while it was written`);
  return deployment;
};

/**
 * Makes a deployment, or updates the one of that flow and name: with the fields that the body names, all of its
 * schedules, and without the runs that the old ones had planned.
 */
export async function createDeployment(
  tx: Tx,
  body: DeploymentCreate,
): Promise<{ deployment: DeploymentRecord; isNew: boolean }> {
  const given = fieldsSet(body);
  await checkAgainstPool(tx, body);
  if (body.global_concurrency_limit_id) await requireLimit(tx, body.global_concurrency_limit_id);
  const queue = await queueIdFor(tx, body.work_pool_name, body.work_queue_name);
  await requireBlock(tx, "infrastructure", body.infrastructure_document_id);
  await requireBlock(tx, "storage", body.storage_document_id);
  const found = await tx.db
    .selectFrom("deployment")
    .select("id")
    .where("flow_id", "=", body.flow_id)
    .where("name", "=", body.name)
    .executeTakeFirst();
  const before = found && (await readDeployment(tx, found.id));
  const id = before?.id ?? uuid7();
  const updated = Timestamp.now();
  const columns = {
    ...givenColumns(body, given),
    ...(queue !== undefined && { work_queue_id: queue }),
    labels: json(await labelsOf(tx, body)),
    updated,
  };
  if (before) await tx.db.updateTable("deployment").set(columns).where("id", "=", id).execute();
  else {
    await tx.db
      .insertInto("deployment")
      .values({
        id,
        created: updated,
        name: body.name,
        flow_id: body.flow_id,
        status: "NOT_READY",
        paused: false,
        enforce_parameter_schema: true,
        tags: json([]),
        infra_overrides: json({}),
        parameters: json({}),
        pull_steps: json([]),
        parameter_openapi_schema: json({}),
        ...columns,
      })
      .execute();
  }
  await deleteScheduledRuns(tx, id, { autoScheduled: true, future: true });
  await deleteSchedules(tx, id);
  await createSchedules(
    tx,
    id,
    // How many runs to plan at most is kept by the routes of schedules alone.
    body.schedules.map((schedule) => ({ ...schedule, max_scheduled_runs: null })),
  );
  if (given.has("concurrency_limit")) await setLimit(tx, await readKnown(tx, id), body.concurrency_limit);
  const deployment = await readKnown(tx, id);
  if (before) await emitChanges(tx, before, deployment);
  else await emitDeploymentEvent(tx, deployment, "created");
  return { deployment, isNew: !before };
}

async function remove(tx: Tx, deployments: readonly DeploymentRecord[]): Promise<void> {
  const ids = deployments.map(({ id }) => id);
  for (const deployment of deployments) {
    await emitDeploymentEvent(tx, deployment, "deleted");
    await deleteScheduledRuns(tx, deployment.id);
  }
  await deleteLimitsOf(tx, ids);
  await tx.db.deleteFrom("deployment").where("id", "in", ids).execute();
}

/** Deletes a deployment with the runs that wait for their time, and its limit; false where there is no such one. */
export async function deleteDeployment(tx: Tx, id: string): Promise<boolean> {
  const deployment = await readDeployment(tx, id);
  if (deployment) await remove(tx, [deployment]);
  return deployment !== undefined;
}

/** Deletes the first `limit` deployments of a filter; answers their ids. */
export async function deleteDeployments(
  tx: Tx,
  deployments: DeploymentFilter | null | undefined,
  limit: number,
): Promise<string[]> {
  const found = await readDeployments(tx, { deployments }, "NAME_ASC", { limit, offset: 0 });
  if (found.length > 0) await remove(tx, found);
  return found.map(({ id }) => id);
}

/** Stops or lets go on the planning of runs; what was planned goes with it. False where there is no such deployment. */
export async function setPaused(tx: Tx, id: string, paused: boolean): Promise<boolean> {
  const deployment = await tx.db.selectFrom("deployment").select("paused").where("id", "=", id).executeTakeFirst();
  if (!deployment) return false;
  if (deployment.paused !== paused) {
    await tx.db.updateTable("deployment").set({ paused, updated: Timestamp.now() }).where("id", "=", id).execute();
  }
  if (paused) await deleteScheduledRuns(tx, id, { autoScheduled: true });
  else tx.afterCommit(() => tx.changedDeployments.publish([id]));
  return true;
}
