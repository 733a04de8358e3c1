import type { Session } from "@prefect-ts/database/database";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ScheduleRow } from "../models/deployment-schedules.ts";

/** A page of deployments in the order of their ids. */
export interface DeploymentPage {
  after: string | undefined;
  limit: number;
}

/** When a schedule has planned enough: so many runs, and the last of them no earlier than that. */
export interface Enough {
  runs: number;
  until: Timestamp;
}

const unpaused = ({ db, dialect }: Session, { after, limit }: DeploymentPage) =>
  db
    .selectFrom("deployment")
    .select("deployment.id")
    .where(({ ref }) => dialect.notByIndex(ref("deployment.paused")), "=", false)
    .$if(after !== undefined, (query) => query.where("deployment.id", ">", after ?? ""))
    .orderBy("deployment.id")
    .limit(limit);

/** Deployments with an active schedule that has too little planned from `now` on. */
export async function deploymentsInNeed(
  session: Session,
  page: DeploymentPage,
  now: Timestamp,
  enough: Enough,
): Promise<string[]> {
  const rows = await unpaused(session, page)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("deployment_schedule as schedule")
          .select("schedule.id")
          .whereRef("schedule.deployment_id", "=", "deployment.id")
          .where("schedule.active", "=", true)
          .where(({ or, eb, ref, selectFrom: select }) => {
            const planned = select("flow_run as run")
              .whereRef("run.deployment_id", "=", "schedule.deployment_id")
              .where(session.dialect.isPlannedBy("run", ref("schedule.id")))
              .where("run.next_scheduled_start_time", ">=", now);
            return or([
              eb(
                planned.select(({ fn }) => fn.countAll<number>().as("count")),
                "<",
                enough.runs,
              ),
              eb(
                planned.select(({ fn }) => fn.max("run.next_scheduled_start_time").as("last")),
                "<",
                enough.until,
              ),
            ]);
          }),
      ),
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** Deployments with an active schedule that were changed since then. */
export async function deploymentsChanged(session: Session, page: DeploymentPage, since: Timestamp): Promise<string[]> {
  const rows = await unpaused(session, page)
    .where("deployment.updated", ">=", since)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("deployment_schedule as schedule")
          .select("schedule.id")
          .whereRef("schedule.deployment_id", "=", "deployment.id")
          .where("schedule.active", "=", true),
      ),
    )
    .execute();
  return rows.map(({ id }) => id);
}

const activeSchedules = ({ db, dialect }: Session, deploymentIds: readonly string[]) =>
  db
    .selectFrom("deployment_schedule")
    .innerJoin("deployment", "deployment.id", "deployment_schedule.deployment_id")
    .where("deployment_schedule.deployment_id", "in", deploymentIds)
    .where("deployment_schedule.active", "=", true)
    .where(({ ref }) => dialect.notByIndex(ref("deployment.paused")), "=", false);

/** The active schedules of deployments that are not paused. */
export const readActiveSchedules = (session: Session, deploymentIds: readonly string[]): Promise<ScheduleRow[]> =>
  activeSchedules(session, deploymentIds).selectAll("deployment_schedule").execute();

/**
 * When each of those schedules, and its deployment, was changed last; by the schedule's id. With `lock`, in a write,
 * none of them changes until it ends.
 */
export async function readVersions(
  session: Session,
  deploymentIds: readonly string[],
  { lock = false } = {},
): Promise<Map<string, string>> {
  const rows = await activeSchedules(session, deploymentIds)
    .select(["deployment_schedule.id", "deployment_schedule.updated", "deployment.updated as deployment_updated"])
    .orderBy("deployment.id")
    .$if(lock, (query) => query.modifyEnd(session.dialect.lockRows))
    .execute();
  return new Map(rows.map(({ id, updated, deployment_updated }) => [id, `${updated.text} ${deployment_updated.text}`]));
}

/** The keys of runs of deployments that wait for a time from `now` on. */
export async function readPlannedKeys(
  { db }: Session,
  deploymentIds: readonly string[],
  now: Timestamp,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom("flow_run")
    .select("idempotency_key")
    .where("deployment_id", "in", deploymentIds)
    .where("next_scheduled_start_time", ">=", now)
    .execute();
  return new Set(rows.flatMap(({ idempotency_key }) => idempotency_key ?? []));
}
