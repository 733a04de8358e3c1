import type { Session } from "@prefect-ts/database/database";
import { IntegrityError } from "@prefect-ts/database/errors";
import { workPoolsMatching } from "@prefect-ts/database/filters/matching";
import { prepared } from "@prefect-ts/database/prepared";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import {
  type WorkPoolCreate,
  type WorkPoolFilter,
  type WorkPoolResponse,
  type WorkPoolStatus,
  WorkPoolStorageConfiguration,
  type WorkPoolUpdate,
} from "@prefect-ts/schemas/work-pool";
import { uuid7 } from "../ids.ts";
import type { PoolChange, Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { checkVariableDefaults } from "./deployment-job-variables.ts";
import type { ListPart } from "./flows.ts";
import {
  emitPoolCreated,
  emitPoolDeleted,
  emitPoolStatus,
  emitPoolUpdated,
  emitQueueDeleted,
  fieldChanges,
  type WorkPoolRow,
} from "./work-pool-events.ts";
import { poolSlotsTaken } from "./work-pool-slots.ts";
import { createQueue } from "./work-queues.ts";

/** Pools of this type have no workers that would tell how they are, so they show no status. */
export const agentType = "prefect-agent";

export const isReserved = (name: string) => name.toLowerCase().startsWith("prefect");
const reserved = (what: string) =>
  new HttpError(403, `Work pools starting with 'Prefect' are reserved for internal use${what}.`);

const emptyStorage = defaultsOf(WorkPoolStorageConfiguration);

const byName = prepared<{ name: string }>()((db, parameter) =>
  db.selectFrom("work_pool").selectAll().where("name", "=", parameter("name")),
);

export async function readPool(session: Session, name: string): Promise<WorkPoolRow | undefined> {
  return (await session.run(byName.with({ name }))).rows[0];
}

export const readPoolById = (session: Session, id: string): Promise<WorkPoolRow | undefined> =>
  session.db.selectFrom("work_pool").selectAll().where("id", "=", id).executeTakeFirst();

/** The pool of that name. Throws 404 where there is none. */
export async function requirePool(session: Session, name: string): Promise<WorkPoolRow> {
  const pool = await readPool(session, name);
  if (!pool) throw new HttpError(404, `Work pool "${name}" not found.`);
  return pool;
}

const toResponse = (pool: WorkPoolRow, slotsTaken: number): WorkPoolResponse => {
  const { last_transitioned_status_at: _, last_status_event_id: __, ...columns } = pool;
  return {
    ...columns,
    status: pool.type === agentType ? null : pool.status,
    storage_configuration: { ...emptyStorage, ...pool.storage_configuration },
    active_slots: pool.concurrency_limit === null ? null : slotsTaken,
  };
};

/** As the API answers pools: those with a limit tell how many of its slots are taken. */
export async function toPoolResponses(session: Session, pools: readonly WorkPoolRow[]): Promise<WorkPoolResponse[]> {
  const limited = pools.filter((pool) => pool.concurrency_limit !== null).map(({ id }) => id);
  const taken = limited.length > 0 ? await poolSlotsTaken(session, limited) : new Map<string, number>();
  return pools.map((pool) => toResponse(pool, taken.get(pool.id) ?? 0));
}

export const readPools = (session: Session, filter: WorkPoolFilter | null, part: ListPart): Promise<WorkPoolRow[]> =>
  workPoolsMatching(session, { work_pools: filter })
    .selectAll("work_pool")
    .orderBy("work_pool.name")
    .limit(part.limit)
    .offset(part.offset)
    .execute();

export async function countPools(session: Session, filter: WorkPoolFilter | null): Promise<number> {
  const { count } = await workPoolsMatching(session, { work_pools: filter })
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** Makes a pool with its default queue. Throws IntegrityError where the name is taken. */
export async function insertPool(tx: Tx, create: WorkPoolCreate): Promise<WorkPoolRow> {
  const now = Timestamp.now();
  const id = uuid7();
  await tx.db
    .insertInto("work_pool")
    .values({
      ...create,
      id,
      created: now,
      updated: now,
      base_job_template: json(create.base_job_template),
      storage_configuration: json(create.storage_configuration),
      status: create.is_paused && create.type !== agentType ? "PAUSED" : "NOT_READY",
    })
    .execute();
  const queue = await createQueue(tx, id, { name: "default", description: "The work pool's default queue." });
  const pool = await tx.db
    .updateTable("work_pool")
    .set({ default_queue_id: queue.id, updated: Timestamp.now() })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  emitPoolCreated(tx, pool);
  return pool;
}

/** Makes a pool that a client asks for. Throws 403 for reserved names, 409, and 422 where its template does not fit itself. */
export async function createPool(tx: Tx, create: WorkPoolCreate): Promise<WorkPoolResponse> {
  if (isReserved(create.name)) throw reserved("");
  await checkVariableDefaults(tx, create.base_job_template);
  if (await readPool(tx, create.name)) throw new HttpError(409, "A work pool with this name already exists.");
  const pool = await insertPool(tx, create);
  emitPoolStatus(tx, pool);
  return toResponse(pool, 0);
}

async function hasOnlineWorker(tx: Tx, poolId: string): Promise<boolean> {
  const worker = await tx.db
    .selectFrom("worker")
    .select("id")
    .where("work_pool_id", "=", poolId)
    .where("status", "=", "ONLINE")
    .executeTakeFirst();
  return worker !== undefined;
}

const statusChange = (status: WorkPoolStatus) => ({
  status,
  last_status_event_id: uuid7(),
  last_transitioned_status_at: Timestamp.now(),
});

/** Gives a pool a status, and says so. */
export async function setPoolStatus(tx: Tx, pool: WorkPoolRow, status: WorkPoolStatus): Promise<void> {
  const updated = await tx.db
    .updateTable("work_pool")
    .set({ ...statusChange(status), updated: Timestamp.now() })
    .where("id", "=", pool.id)
    .returningAll()
    .executeTakeFirst();
  if (updated) emitPoolStatus(tx, updated, pool);
}

const tellWorkers = (tx: Tx, change: PoolChange) => tx.afterCommit(() => tx.poolChanges.publish([change]));

const toldFields = ["description", "base_job_template", "concurrency_limit", "storage_configuration"] as const;
const toldWorkers = ["base_job_template", "concurrency_limit", "is_paused", "storage_configuration"] as const;
const ofReservedPools: readonly string[] = ["is_paused", "concurrency_limit"];

/** Sets what the update names. Throws 403 where a reserved pool may not have that changed, 404, and 409 for nulls. */
export async function updatePool(tx: Tx, name: string, update: WorkPoolUpdate): Promise<void> {
  if (isReserved(name) && Object.keys(update).some((field) => !ofReservedPools.includes(field))) {
    throw reserved(" and can only be updated to set concurrency limits or pause");
  }
  const pool = await requirePool(tx, name);
  const { is_paused, base_job_template, storage_configuration, ...plain } = update;
  for (const [field, value] of Object.entries({ is_paused, base_job_template, storage_configuration })) {
    if (value === null) throw new IntegrityError("not-null", `work_pool.${field} cannot be null`);
  }
  const isPauseChange = typeof is_paused === "boolean" && pool.type !== agentType;
  const status = is_paused ? "PAUSED" : isPauseChange && (await hasOnlineWorker(tx, pool.id)) ? "READY" : "NOT_READY";
  const after = await tx.db
    .updateTable("work_pool")
    .set({
      ...plain,
      ...(typeof is_paused === "boolean" && { is_paused }),
      ...(base_job_template && { base_job_template: json(base_job_template) }),
      ...(storage_configuration && { storage_configuration: json(storage_configuration) }),
      ...(isPauseChange && statusChange(status)),
      updated: Timestamp.now(),
    })
    .where("id", "=", pool.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (toldWorkers.some((field) => field in update)) tellWorkers(tx, { poolId: pool.id, isDeleted: false });
  const changes = fieldChanges(pool, after, toldFields);
  if (changes) emitPoolUpdated(tx, after, changes);
  if (isPauseChange) emitPoolStatus(tx, after, pool);
}

/** Deletes a pool with its queues and workers. Throws 403 for reserved names, 404. */
export async function deletePool(tx: Tx, name: string): Promise<void> {
  if (isReserved(name)) throw reserved(" and can not be deleted");
  const pool = await requirePool(tx, name);
  const queues = await tx.db
    .selectFrom("work_queue")
    .selectAll()
    .where("work_pool_id", "=", pool.id)
    .orderBy("priority")
    .execute();
  for (const queue of queues) await emitQueueDeleted(tx, queue);
  emitPoolDeleted(tx, pool);
  tellWorkers(tx, { poolId: pool.id, isDeleted: true });
  await tx.db.deleteFrom("work_pool").where("id", "=", pool.id).execute();
}
