import { json, jsonOrNull } from "@prefect-ts/database/values";
import type { DeploymentUpdate } from "@prefect-ts/schemas/deployment";
import type { DeploymentScheduleUpdate } from "@prefect-ts/schemas/deployment-schedule";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { fieldsSet } from "@prefect-ts/schemas/validation/compile";
import { repr } from "@prefect-ts/schemas/validation/python";
import { sql } from "kysely";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { valueErrors } from "../parameters/parameters.ts";
import { emitChanges } from "./deployment-events.ts";
import { setLimit } from "./deployment-limit.ts";
import { checkParameters, hydrateParameters } from "./deployment-parameters.ts";
import { queueIdFor } from "./deployment-queue.ts";
import { type DeploymentRecord, readDeployment } from "./deployment-record.ts";
import { deleteScheduledRuns } from "./deployment-runs.ts";
import {
  createSchedules,
  deleteSchedules,
  freeSlugs,
  type NewSchedule,
  updateSchedule,
} from "./deployment-schedules.ts";
import { requireLimit } from "./deployments.ts";

/** What an update does to the schedules: none of it, all anew, or some of them by their slugs. */
type SchedulePlan =
  | { kind: "none" }
  | { kind: "replace"; schedules: NewSchedule[] }
  | { kind: "merge"; changed: DeploymentScheduleUpdate[]; added: NewSchedule[] };

const newSchedules = (updates: readonly DeploymentScheduleUpdate[]): NewSchedule[] =>
  updates.flatMap(({ schedule, active, parameters, slug }) =>
    schedule
      ? [
          {
            schedule,
            active: active ?? true,
            parameters: parameters ?? {},
            slug: slug ?? null,
            max_scheduled_runs: null,
          },
        ]
      : [],
  );

function refuseCollisions(updates: readonly DeploymentScheduleUpdate[], current: ReadonlySet<string | null>): void {
  const replaced = new Set<string>();
  for (const { replaces } of updates) {
    if (!replaces) continue;
    if (replaced.has(replaces)) {
      throw new HttpError(422, `Multiple schedules have 'replaces' targeting the same slug: ${replaces}`);
    }
    replaced.add(replaces);
  }
  for (const { slug, replaces } of updates) {
    if (!slug || !replaces || !current.has(slug) || replaced.has(slug)) continue;
    throw new HttpError(
      422,
      `Cannot rename schedule from '${replaces}' to '${slug}': a schedule with slug '${slug}' already exists.`,
    );
  }
}

function planSchedules(existing: DeploymentRecord, updates: DeploymentScheduleUpdate[] | undefined): SchedulePlan {
  const given = updates ?? [];
  const current = new Set(existing.schedules.map(({ slug }) => slug));
  const existingHaveSlugs = current.size > 0 && !current.has(null);
  if (!existingHaveSlugs) {
    return updates ? { kind: "replace", schedules: newSchedules(given) } : { kind: "none" };
  }
  if (given.some(({ slug }) => slug == null)) {
    throw new HttpError(
      422,
      "Please provide a slug for each schedule in your request to ensure schedules are updated correctly.",
    );
  }
  refuseCollisions(given, current);
  const isKnown = ({ replaces, slug }: DeploymentScheduleUpdate) => current.has(replaces || (slug ?? null));
  const unknown = given.filter((update) => !isKnown(update));
  if (unknown.some(({ schedule }) => !schedule)) {
    throw new HttpError(422, "Unable to create new deployment schedules without a schedule configuration.");
  }
  return { kind: "merge", changed: given.filter(isKnown), added: newSchedules(unknown) };
}

async function writeSchedules(tx: Tx, id: string, plan: SchedulePlan): Promise<void> {
  if (plan.kind === "none") return;
  if (plan.kind === "replace") {
    await deleteSchedules(tx, id);
    await createSchedules(tx, id, plan.schedules);
    return;
  }
  const freed = await freeSlugs(
    tx,
    id,
    plan.changed.flatMap(({ replaces }) => replaces || []),
  );
  for (const update of plan.changed) {
    const renamed = update.replaces ? freed.get(update.replaces) : undefined;
    await updateSchedule(tx, id, renamed ? ["id", renamed] : ["slug", update.slug ?? ""], update);
  }
  await createSchedules(tx, id, plan.added);
}

/** Throws 409 where the pool does not accept the job variables. */
async function checkAgainstPool(tx: Tx, { work_pool_name: name, job_variables }: DeploymentUpdate): Promise<void> {
  if (!name || !job_variables) return;
  const pool = await tx.db
    .selectFrom("work_pool")
    .select("base_job_template")
    .where("name", "=", name)
    .executeTakeFirst();
  const schema = pool?.base_job_template["variables"];
  if (schema === undefined || schema === null) return;
  const [error] = valueErrors(job_variables, schema, { ignoreRequired: true });
  if (error) {
    throw new HttpError(409, `Error creating deployment: <ValidationError: ${repr(error.message())}>`);
  }
}

/** The update's parameters, filled in, after they or the existing ones were checked against the schema that will hold. */
async function newParameters(tx: Tx, existing: DeploymentRecord, update: DeploymentUpdate) {
  const hydrated =
    update.parameters == null
      ? null
      : await hydrateParameters(tx, update.parameters, "Error hydrating deployment parameters");
  const schema = update.parameter_openapi_schema;
  const isEnforced = update.enforce_parameter_schema ?? existing.enforce_parameter_schema;
  const inForce = schema && Object.keys(schema).length > 0 ? schema : existing.parameter_openapi_schema;
  if (isEnforced) {
    checkParameters(hydrated ?? existing.parameters, inForce, "Error updating deployment", { ignoreRequired: true });
  }
  return hydrated;
}

/** Null where the column may be; the database refuses it where it may not. */
const given = <T>(value: T | null | undefined) => value ?? sql<T>`null`;

/** Sets what the update names; false where there is no such deployment. Runs that were planned before are deleted. */
export async function updateDeployment(tx: Tx, id: string, update: DeploymentUpdate): Promise<boolean> {
  tx.lock("deployment", id);
  const before = await readDeployment(tx, id);
  if (!before) return false;
  const names = fieldsSet(update);
  const plan = planSchedules(before, update.schedules);
  await checkAgainstPool(tx, update);
  const parameters = await newParameters(tx, before, update);
  const limitId = update.global_concurrency_limit_id;
  if (limitId) await requireLimit(tx, limitId);
  const clearsQueue = names.has("work_pool_name") && update.work_pool_name === null;
  const queue = clearsQueue ? null : await queueIdFor(tx, update.work_pool_name, update.work_queue_name);
  const plain = [
    ...(["version", "description", "work_queue_name", "path", "entrypoint"] as const),
    ...(["storage_document_id", "infrastructure_document_id"] as const),
  ].filter((field) => names.has(field));
  await tx.db
    .updateTable("deployment")
    .set({
      updated: Timestamp.now(),
      ...Object.fromEntries(plain.map((field) => [field, update[field]])),
      ...(names.has("paused") && { paused: update.paused }),
      ...(names.has("enforce_parameter_schema") && {
        enforce_parameter_schema: given(update.enforce_parameter_schema),
      }),
      ...(names.has("parameters") && { parameters: given(jsonOrNull(parameters)) }),
      ...(names.has("tags") && { tags: json(update.tags) }),
      ...(update.job_variables != null && { infra_overrides: json(update.job_variables) }),
      ...(names.has("pull_steps") && { pull_steps: json(update.pull_steps) }),
      ...(names.has("parameter_openapi_schema") && {
        parameter_openapi_schema: json(update.parameter_openapi_schema),
      }),
      ...(names.has("concurrency_options") && { concurrency_options: jsonOrNull(update.concurrency_options) }),
      ...(limitId !== undefined && { concurrency_limit_id: limitId }),
      ...(queue !== undefined && { work_queue_id: queue }),
    })
    .where("id", "=", id)
    .execute();
  await deleteScheduledRuns(tx, id, { autoScheduled: true, future: true });
  await writeSchedules(tx, id, plan);
  const written = await readDeployment(tx, id);
  if (written && update.concurrency_limit !== undefined) await setLimit(tx, written, update.concurrency_limit);
  const after = await readDeployment(tx, id);
  if (after) await emitChanges(tx, before, after);
  tx.afterCommit(() => tx.changedDeployments.publish([id]));
  return true;
}
