import type { Tx } from "../context.ts";
import { agentPool, ensureAgentPool } from "./agent-queues.ts";
import { createQueue, findQueueId, readPoolQueue } from "./work-queues.ts";

/** The queue of that name in the pool of such queues; both are made where they are not there. A new queue comes first. */
async function agentQueueId(tx: Tx, name: string): Promise<string | null> {
  const queue = await readPoolQueue(tx, agentPool, name);
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
