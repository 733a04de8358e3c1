import type { Tx } from "../context.ts";
import { ensureAgentPool, readQueueByName } from "./agent-queues.ts";
import { createQueue, findQueueId } from "./work-queues.ts";

/** The queue of that name, found as agents find it, or made in their pool. A new queue comes first. */
async function agentQueueId(tx: Tx, name: string): Promise<string | null> {
  const queue = await readQueueByName(tx, name);
  if (queue) return queue.id;
  const { pool } = await ensureAgentPool(tx);
  return name === "default" ? pool.default_queue_id : (await createQueue(tx, pool.id, { name, priority: 1 })).id;
}

/**
 * The queue that a deployment's pool and queue names stand for, made where there is none; undefined where neither is
 * named. Throws 404 where there is no such pool.
 */
export async function queueIdFor(
  tx: Tx,
  pool: string | null | undefined,
  queue: string | null | undefined,
): Promise<string | null | undefined> {
  if (pool) return await findQueueId(tx, pool, queue || null, { create: true });
  return queue ? await agentQueueId(tx, queue) : undefined;
}
