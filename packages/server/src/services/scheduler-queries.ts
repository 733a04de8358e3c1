import type { Session, Transaction } from "@prefect-ts/database/database";
import type { Tables } from "@prefect-ts/database/tables";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type ExpressionBuilder, sql } from "kysely";
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

/**
 * The active schedules of the deployment of a page. Those of deployments before the page are left out in words, too:
 * PostgreSQL, which may join in order of ids, would look at what each of them has planned.
 */
const activeSchedulesOf = ({ selectFrom }: ExpressionBuilder<Tables, "deployment">, { after }: DeploymentPage) =>
  selectFrom("deployment_schedule as schedule")
    .select("schedule.id")
    .whereRef("schedule.deployment_id", "=", "deployment.id")
    .$if(after !== undefined, (query) => query.where("schedule.deployment_id", ">", after ?? ""))
    .where("schedule.active", "=", true);

/** Deployments with an active schedule that has too little planned from `now` on. */
export async function deploymentsInNeed(
  session: Session,
  page: DeploymentPage,
  now: Timestamp,
  enough: Enough,
): Promise<string[]> {
  const rows = await unpaused(session, page)
    .where((where) =>
      where.exists(
        activeSchedulesOf(where, page).where(({ or, eb, ref, selectFrom }) => {
          const planned = selectFrom("flow_run as run")
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
    .where((where) => where.exists(activeSchedulesOf(where, page)))
    .execute();
  return rows.map(({ id }) => id);
}

/** Ids follow each other on a page: PostgreSQL reads from the first to the last, not the whole table for a hundred of them. */
function activeSchedules({ db, dialect }: Session, deploymentIds: readonly string[]) {
  const sorted = deploymentIds.toSorted();
  const [first = "", last = first] = [sorted[0], sorted.at(-1)];
  return db
    .selectFrom("deployment_schedule")
    .innerJoin("deployment", "deployment.id", "deployment_schedule.deployment_id")
    .where(({ ref }) => dialect.isOneOf(ref("deployment_schedule.deployment_id"), deploymentIds))
    .where(({ between }) => between("deployment_schedule.deployment_id", first, last))
    .where(({ between }) => between("deployment.id", first, last))
    .where("deployment_schedule.active", "=", true)
    .where(({ ref }) => dialect.notByIndex(ref("deployment.paused")), "=", false);
}

/** The active schedules of deployments that are not paused, those of a deployment together. */
export const readActiveSchedules = (session: Session, deploymentIds: readonly string[]): Promise<ScheduleRow[]> =>
  activeSchedules(session, deploymentIds)
    .selectAll("deployment_schedule")
    .orderBy("deployment_schedule.deployment_id")
    .execute();

/** Tells a schedule and its deployment from themselves before a change. */
export const versionOf = (schedule: Timestamp, deployment: Timestamp): string => `${schedule.text} ${deployment.text}`;

/** What {@link versionOf} each of those schedules is, by its id; none of them changes until the transaction ends. */
export async function lockVersions(tx: Transaction, deploymentIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await activeSchedules(tx, deploymentIds)
    .select(["deployment_schedule.id", "deployment_schedule.updated", "deployment.updated as deployment_updated"])
    .orderBy("deployment.id")
    .modifyEnd(tx.dialect.lockRows)
    .execute();
  return new Map(rows.map((row) => [row.id, versionOf(row.updated, row.deployment_updated)]));
}

/** The keys of runs of deployments that were planned for a time from `now` on. */
export async function readPlannedKeys(
  { db, dialect }: Session,
  deploymentIds: readonly string[],
  now: Timestamp,
): Promise<Set<string>> {
  // Asked for each deployment: for many at once, the database may prefer to look at whatever waits.
  const rows = await db
    .selectFrom("deployment")
    .select(({ selectFrom }) =>
      selectFrom("flow_run as run")
        .select(({ fn }) => fn.agg<string | null>("string_agg", ["run.idempotency_key", sql.lit("\n")]).as("keys"))
        .whereRef("run.deployment_id", "=", "deployment.id")
        .where(dialect.isPlanned("run"))
        .where("run.next_scheduled_start_time", ">=", now)
        .as("keys"),
    )
    .where(({ ref }) => dialect.isOneOf(ref("deployment.id"), deploymentIds))
    .execute();
  return new Set(rows.flatMap(({ keys }) => keys?.split("\n") ?? []));
}
