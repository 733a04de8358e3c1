import type { Tx } from "../context.ts";
import { findQueueId } from "./work-queues.ts";

/** The pool of queues that belong to no other. */
const agentPool = "default-agent-pool";

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
  return queue ? await findQueueId(tx, agentPool, queue, { create: true }) : undefined;
}
