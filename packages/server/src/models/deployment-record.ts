import type { Session } from "@prefect-ts/database/database";
import { deploymentsMatching, type RunFilters } from "@prefect-ts/database/filters/matching";
import { prepared } from "@prefect-ts/database/prepared";
import { orderDeployments } from "@prefect-ts/database/sorts";
import type { Tables } from "@prefect-ts/database/tables";
import type { DeploymentResponse, DeploymentSort } from "@prefect-ts/schemas/deployment";
import type { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import type { Kysely, Selectable } from "kysely";
import type { ConcurrencyLimitRow } from "./concurrency-limits.ts";
import { readSchedulesOf } from "./deployment-schedules.ts";
import type { ListPart } from "./flows.ts";

type DeploymentRow = Selectable<Tables["deployment"]>;

/** A deployment in memory: its row, where its runs wait, the limit of its runs, and its schedules. */
export interface DeploymentRecord extends DeploymentRow {
  pool: { id: string; name: string; type: string; base_job_template: Record<string, unknown> } | null;
  queue: { id: string; name: string } | null;
  limit: ConcurrencyLimitRow | null;
  schedules: DeploymentSchedule[];
}

const select = (db: Kysely<Tables>) =>
  db
    .selectFrom("deployment")
    .leftJoin("work_queue as queue", "queue.id", "deployment.work_queue_id")
    .leftJoin("work_pool as pool", "pool.id", "queue.work_pool_id")
    .selectAll("deployment")
    .select([
      "queue.name as queue_name",
      "pool.id as pool_id",
      "pool.name as pool_name",
      "pool.type as pool_type",
      "pool.base_job_template as pool_template",
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

/** A deployment with where its runs wait: all that a new run needs. */
export type DeploymentPlace = Omit<DeploymentRecord, "limit" | "schedules">;

function readRow(row: Row): DeploymentPlace {
  const { queue_name, pool_id, pool_name, pool_type, pool_template, ...deployment } = row;
  const { work_queue_id } = deployment;
  return {
    ...deployment,
    queue: work_queue_id !== null && queue_name !== null ? { id: work_queue_id, name: queue_name } : null,
    pool:
      pool_id !== null && pool_name !== null && pool_type !== null
        ? { id: pool_id, name: pool_name, type: pool_type, base_job_template: pool_template ?? {} }
        : null,
  };
}

/** The deployments of some rows with what belongs to them: two statements for any number of them. */
async function complete(session: Session, rows: readonly Row[]): Promise<DeploymentRecord[]> {
  const limitIds = rows.flatMap(({ concurrency_limit_id: id }) => id ?? []);
  const limits = limitIds.length
    ? await session.db.selectFrom("concurrency_limit_v2").selectAll().where("id", "in", limitIds).execute()
    : [];
  const limitOf = new Map(limits.map((limit) => [limit.id, limit]));
  const schedules = await readSchedulesOf(
    session,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...readRow(row),
    limit: limitOf.get(row.concurrency_limit_id ?? "") ?? null,
    schedules: schedules.get(row.id) ?? [],
  }));
}

const byId = prepared<{ id: string }>()((db, parameter) => select(db).where("deployment.id", "=", parameter("id")));

/** What a new run of the deployment needs to know of it, in one statement. */
export async function readDeploymentPlace(session: Session, id: string): Promise<DeploymentPlace | undefined> {
  const { rows } = await session.run(byId.with({ id }));
  return rows[0] && readRow(rows[0]);
}

/** As {@link readDeploymentPlace}, of several; those that are not there are left out. */
export async function readDeploymentPlaces(session: Session, ids: readonly string[]): Promise<DeploymentPlace[]> {
  if (ids.length === 0) return [];
  return (await select(session.db).where("deployment.id", "in", ids).execute()).map(readRow);
}

export async function readDeployment(session: Session, id: string): Promise<DeploymentRecord | undefined> {
  const { rows } = await session.run(byId.with({ id }));
  return (await complete(session, rows))[0];
}

export async function readDeploymentByName(
  session: Session,
  flowName: string,
  name: string,
): Promise<DeploymentRecord | undefined> {
  const rows = await select(session.db)
    .innerJoin("flow", "flow.id", "deployment.flow_id")
    .where("flow.name", "=", flowName)
    .where("deployment.name", "=", name)
    .execute();
  return (await complete(session, rows))[0];
}

export async function readDeployments(
  session: Session,
  filters: RunFilters,
  sort: DeploymentSort,
  part: ListPart,
): Promise<DeploymentRecord[]> {
  const page = await orderDeployments(deploymentsMatching(session, filters).select("deployment.id"), sort)
    .limit(part.limit)
    .offset(part.offset)
    .execute();
  if (page.length === 0) return [];
  const ids = page.map(({ id }) => id);
  const rows = new Map(
    (await select(session.db).where("deployment.id", "in", ids).execute()).map((row) => [row.id, row]),
  );
  return await complete(
    session,
    ids.flatMap((id) => rows.get(id) ?? []),
  );
}

export async function countDeployments(session: Session, filters: RunFilters): Promise<number> {
  const { count } = await deploymentsMatching(session, filters)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

function limitResponse(limit: ConcurrencyLimitRow | null): DeploymentResponse["global_concurrency_limit"] {
  if (limit === null) return null;
  const { id, created, updated, active, name, active_slots, slot_decay_per_second } = limit;
  return { id, created, updated, active, name, limit: limit.limit, active_slots, slot_decay_per_second };
}

/** As the API answers a deployment. */
export function toDeploymentResponse(deployment: DeploymentRecord): DeploymentResponse {
  const { pool, queue, limit, infra_overrides, concurrency_limit_id: _, version_id: __, ...columns } = deployment;
  return {
    ...columns,
    labels: columns.labels ?? {},
    job_variables: infra_overrides,
    // Kept for older clients, which read null as no limit.
    concurrency_limit: null,
    concurrency_options: columns.concurrency_options as DeploymentResponse["concurrency_options"],
    created_by: columns.created_by as DeploymentResponse["created_by"],
    updated_by: columns.updated_by as DeploymentResponse["updated_by"],
    global_concurrency_limit: limitResponse(limit),
    work_queue_name: queue?.name ?? columns.work_queue_name,
    work_pool_name: pool?.name ?? null,
  };
}
