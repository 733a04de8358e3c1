import type { Session } from "@prefect-ts/database/database";
import type { Tables } from "@prefect-ts/database/tables";
import { json } from "@prefect-ts/database/values";
import {
  DeploymentSchedule,
  type DeploymentScheduleCreate,
  type DeploymentScheduleUpdate,
} from "@prefect-ts/schemas/deployment-schedule";
import { withStart } from "@prefect-ts/schemas/recurrence-rule";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import type { Selectable } from "kysely";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { wallTimeOf } from "../schedules/zone.ts";

export type ScheduleRow = Selectable<Tables["deployment_schedule"]>;

const scheduleSchema = DeploymentSchedule.properties.schedule;
/** A schedule as its row has it. Throws where the row holds no schedule that is known here. */
export const toSchedule = (row: ScheduleRow): DeploymentSchedule => ({
  ...row,
  schedule: parse(scheduleSchema, row.schedule),
});

/** The schedules of deployments, by deployment, the last updated first. */
export async function readSchedulesOf(
  session: Session,
  deploymentIds: readonly string[],
): Promise<Map<string, DeploymentSchedule[]>> {
  if (deploymentIds.length === 0) return new Map();
  const rows = await session.db
    .selectFrom("deployment_schedule")
    .selectAll()
    .where("deployment_id", "in", deploymentIds)
    .orderBy("updated", "desc")
    .execute();
  const byDeployment = new Map<string, DeploymentSchedule[]>();
  for (const row of rows) {
    const schedules = byDeployment.get(row.deployment_id) ?? [];
    schedules.push(toSchedule(row));
    byDeployment.set(row.deployment_id, schedules);
  }
  return byDeployment;
}

export const readSchedules = async (session: Session, deploymentId: string): Promise<DeploymentSchedule[]> =>
  (await readSchedulesOf(session, [deploymentId])).get(deploymentId) ?? [];

const tellScheduler = (tx: Tx, deploymentId: string) =>
  tx.afterCommit(() => tx.changedDeployments.publish([deploymentId]));

/** A schedule as it is kept: a rule has its start written into it. */
function keptForm(schedule: DeploymentScheduleCreate["schedule"]): DeploymentScheduleCreate["schedule"] {
  if (!("rrule" in schedule)) return schedule;
  const now = wallTimeOf(Timestamp.now(), schedule.timezone || "UTC").millis;
  return { ...schedule, rrule: withStart(schedule.rrule, now) };
}

/** What a new schedule is made of. */
export type NewSchedule = Omit<DeploymentScheduleCreate, "replaces">;

/** Adds schedules to a deployment. Throws IntegrityError where two have the same slug. */
export async function createSchedules(
  tx: Tx,
  deploymentId: string,
  schedules: readonly NewSchedule[],
): Promise<DeploymentSchedule[]> {
  if (schedules.length === 0) return [];
  // A microsecond apart, so that their order can be told.
  const now = Timestamp.now();
  const rows = schedules.map(({ schedule, active, max_scheduled_runs, parameters, slug }, index) => {
    const at = now.plus(index / 1_000_000);
    const id = uuid7();
    return {
      id,
      created: at,
      updated: at,
      deployment_id: deploymentId,
      schedule: keptForm(schedule),
      active,
      max_scheduled_runs,
      parameters,
      slug,
    };
  });
  await tx.db
    .insertInto("deployment_schedule")
    .values(rows.map((row) => ({ ...row, schedule: json(row.schedule), parameters: json(row.parameters) })))
    .execute();
  tellScheduler(tx, deploymentId);
  return rows;
}

export async function deleteSchedules(tx: Tx, deploymentId: string): Promise<void> {
  await tx.db.deleteFrom("deployment_schedule").where("deployment_id", "=", deploymentId).execute();
}

/** False where the deployment has no such schedule. */
export async function deleteSchedule(tx: Tx, deploymentId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom("deployment_schedule")
    .where("deployment_id", "=", deploymentId)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** By which a schedule of a deployment is found: both are unique in it. */
export type ScheduleKey = readonly [column: "id" | "slug", value: string];

/**
 * Sets what the update names; null names nothing, and parameters that are not named become none. False where the
 * deployment has no such schedule.
 */
export async function updateSchedule(
  tx: Tx,
  deploymentId: string,
  [column, value]: ScheduleKey,
  update: DeploymentScheduleUpdate,
): Promise<boolean> {
  const { active, schedule, max_scheduled_runs, parameters, slug } = update;
  const { numUpdatedRows } = await tx.db
    .updateTable("deployment_schedule")
    .set({
      updated: Timestamp.now(),
      parameters: json(parameters ?? {}),
      ...(active != null && { active }),
      ...(schedule != null && { schedule: json(keptForm(schedule)) }),
      ...(max_scheduled_runs != null && { max_scheduled_runs }),
      ...(slug != null && { slug }),
    })
    .where("deployment_id", "=", deploymentId)
    .where(column, "=", value)
    .executeTakeFirstOrThrow();
  tellScheduler(tx, deploymentId);
  return numUpdatedRows > 0n;
}

/** Takes the slugs of schedules away, so that others may have them; answers the schedules' ids by slug. */
export async function freeSlugs(tx: Tx, deploymentId: string, slugs: readonly string[]): Promise<Map<string, string>> {
  if (slugs.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom("deployment_schedule")
    .select(["id", "slug"])
    .where("deployment_id", "=", deploymentId)
    .where("slug", "in", slugs)
    .execute();
  await tx.db
    .updateTable("deployment_schedule")
    .set({ slug: null })
    .where("deployment_id", "=", deploymentId)
    .where("slug", "in", slugs)
    .execute();
  return new Map(rows.flatMap(({ id, slug }) => (slug === null ? [] : [[slug, id]])));
}
