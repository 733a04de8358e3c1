import type { Session } from "@prefect-ts/database/database";
import { IntegrityError } from "@prefect-ts/database/errors";
import { jsonOrNull } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { fieldsSet } from "@prefect-ts/schemas/validation/compile";
import { WorkQueueCreate, type WorkQueueUpdate } from "@prefect-ts/schemas/work-queue";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import {
  emitQueueCreated,
  emitQueueDeleted,
  emitQueueStatus,
  emitQueueUpdated,
  fieldChanges,
  type WorkQueueRow,
} from "./work-pool-events.ts";
import { freePriority, settlePriorities } from "./work-queue-priorities.ts";

const newQueue = defaultsOf(WorkQueueCreate);

/** A queue counts as polled for this many seconds. */
export const pollTimeout = 60;

/**
 * Makes a queue of a pool; without a priority it takes the first free one, with one it pushes the others aside.
 * Throws IntegrityError where the name is taken in the pool.
 */
export async function createQueue(
  tx: Tx,
  poolId: string,
  given: Pick<WorkQueueCreate, "name"> & Partial<WorkQueueCreate>,
): Promise<WorkQueueRow> {
  const { name, description, is_paused, concurrency_limit, priority, filter } = { ...newQueue, ...given };
  const now = Timestamp.now();
  const queue = await tx.db
    .insertInto("work_queue")
    .values({
      id: uuid7(),
      created: now,
      updated: now,
      name,
      description: description ?? "",
      is_paused,
      concurrency_limit,
      filter: jsonOrNull(filter),
      priority: priority ?? (await freePriority(tx, poolId)),
      work_pool_id: poolId,
      status: "NOT_READY",
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (priority !== null) await settlePriorities(tx, poolId, { id: queue.id, priority });
  await emitQueueCreated(tx, queue);
  return queue;
}

export const readQueueById = (session: Session, id: string): Promise<WorkQueueRow | undefined> =>
  session.db.selectFrom("work_queue").selectAll().where("id", "=", id).executeTakeFirst();

export const readPoolQueue = (
  session: Session,
  poolName: string,
  queueName: string,
): Promise<WorkQueueRow | undefined> =>
  session.db
    .selectFrom("work_queue")
    .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .selectAll("work_queue")
    .where("work_pool.name", "=", poolName)
    .where("work_queue.name", "=", queueName)
    .executeTakeFirst();

/** The queue of that name in a pool. Throws 404 where there is none. */
export async function requirePoolQueue(session: Session, poolName: string, queueName: string): Promise<WorkQueueRow> {
  const queue = await readPoolQueue(session, poolName, queueName);
  if (!queue) throw new HttpError(404, `Work pool queue '${poolName}/${queueName}' not found.`);
  return queue;
}

/**
 * The id of a queue of a pool; the pool's default one where no queue is named. With `create`, a queue that is missing
 * is made. Throws 404 where there is no such pool or queue.
 */
export async function findQueueId(
  tx: Tx,
  poolName: string,
  queueName: string | null,
  options: { create?: boolean } = {},
): Promise<string | null> {
  const queue = queueName === null ? undefined : await readPoolQueue(tx, poolName, queueName);
  if (queue) return queue.id;
  if (queueName !== null && !options.create) return (await requirePoolQueue(tx, poolName, queueName)).id;
  const pool = await tx.db
    .selectFrom("work_pool")
    .select(["id", "default_queue_id"])
    .where("name", "=", poolName)
    .executeTakeFirst();
  if (!pool) throw new HttpError(404, `Work pool "${poolName}" not found.`);
  return queueName === null ? pool.default_queue_id : (await createQueue(tx, pool.id, { name: queueName })).id;
}

/** The status that a queue gets with an update, where that changes it. */
function newStatus(queue: WorkQueueRow, update: Partial<WorkQueueUpdate>): WorkQueueRow["status"] | undefined {
  if (update.is_paused === undefined) return undefined;
  if (update.is_paused) return queue.status === "PAUSED" ? undefined : "PAUSED";
  if (queue.status !== "PAUSED") return undefined;
  const polled = update.last_polled === undefined ? queue.last_polled : update.last_polled;
  return polled && Timestamp.now().since(polled) <= pollTimeout ? "READY" : "NOT_READY";
}

const toldFields = ["name", "description", "concurrency_limit", "priority"] as const;
const neverNull = ["name", "description", "priority"] as const;

/** Sets what the update names. Throws IntegrityError where a name is taken, or null where something must be. */
export async function updateQueue(tx: Tx, queue: WorkQueueRow, update: WorkQueueUpdate): Promise<WorkQueueRow> {
  const given = fieldsSet(update);
  const { is_paused, filter, name, description, priority, ...plain } = update;
  for (const field of neverNull) {
    if (update[field] === null) throw new IntegrityError("not-null", `work_queue.${field} cannot be null`);
  }
  const isPauseGiven = given.has("is_paused");
  const status = newStatus(queue, isPauseGiven ? update : {});
  const after = await tx.db
    .updateTable("work_queue")
    .set({
      ...plain,
      ...(typeof name === "string" && { name }),
      ...(typeof description === "string" && { description }),
      ...(typeof priority === "number" && { priority }),
      ...(isPauseGiven && { is_paused }),
      ...(filter !== undefined && { filter: jsonOrNull(filter) }),
      ...(status && { status }),
      updated: Timestamp.now(),
    })
    .where("id", "=", queue.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const changes = fieldChanges(queue, after, toldFields);
  if (changes) await emitQueueUpdated(tx, after, changes);
  if (status) await emitQueueStatus(tx, after);
  return after;
}

/** As {@link updateQueue}, and the other queues of the pool make room for a new priority. */
export async function updatePoolQueue(tx: Tx, queue: WorkQueueRow, update: WorkQueueUpdate): Promise<void> {
  const { id, work_pool_id } = await updateQueue(tx, queue, update);
  if (typeof update.priority === "number") await settlePriorities(tx, work_pool_id, { id, priority: update.priority });
}

/** Deletes a queue. Throws 409 for the default queue of a pool, which goes with the pool. */
export async function deleteQueue(tx: Tx, queue: WorkQueueRow): Promise<void> {
  const pool = await tx.db
    .selectFrom("work_pool")
    .select("id")
    .where("default_queue_id", "=", queue.id)
    .executeTakeFirst();
  if (pool) throw new HttpError(409, "Can't delete a pool's default queue.");
  await emitQueueDeleted(tx, queue);
  await tx.db.deleteFrom("work_queue").where("id", "=", queue.id).execute();
}

/** As {@link deleteQueue}, and the priorities of the queues that are left become unique. */
export async function deletePoolQueue(tx: Tx, queue: WorkQueueRow): Promise<void> {
  await deleteQueue(tx, queue);
  await settlePriorities(tx, queue.work_pool_id);
}
