import type { Tx } from "../context.ts";
import { HttpError } from "../http/errors.ts";

/**
 * The id of a queue of a pool; the pool's default one where no queue is named.
 * Throws 404 where there is no such pool or queue.
 */
export async function findQueueId(tx: Tx, poolName: string, queueName: string | null): Promise<string | null> {
  const pool = await tx.db
    .selectFrom("work_pool")
    .select(["id", "default_queue_id"])
    .where("name", "=", poolName)
    .executeTakeFirst();
  if (!pool) throw new HttpError(404, `Work pool "${poolName}" not found.`);
  if (queueName === null) return pool.default_queue_id;
  const queue = await tx.db
    .selectFrom("work_queue")
    .select("id")
    .where("work_pool_id", "=", pool.id)
    .where("name", "=", queueName)
    .executeTakeFirst();
  if (!queue) throw new HttpError(404, `Work pool queue '${poolName}/${queueName}' not found.`);
  return queue.id;
}
