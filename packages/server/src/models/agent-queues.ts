import type { Session } from "@prefect-ts/database/database";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import type { WorkQueueCreate } from "@prefect-ts/schemas/work-queue";
import type { Tx } from "../context.ts";
import type { WorkPoolRow, WorkQueueRow } from "./work-pool-events.ts";
import { agentType, insertPool, readPool } from "./work-pools.ts";
import { createQueue, readPoolQueue } from "./work-queues.ts";

/** The pool of the queues that are made and found without naming a pool, as agents did. */
const agentPool = "default-agent-pool";

/** That pool, made where it is not there yet, with its default queue. */
export async function ensureAgentPool(tx: Tx): Promise<{ pool: WorkPoolRow; isNew: boolean }> {
  const existing = await readPool(tx, agentPool);
  if (existing) return { pool: existing, isNew: false };
  const pool = await insertPool(tx, { ...defaultsOf(WorkPoolCreate), name: agentPool, type: agentType });
  return { pool, isNew: true };
}

/**
 * Makes a queue in the agents' pool, and that pool where it is not there yet; the default queue comes with it.
 * Throws IntegrityError where the name is taken.
 */
export async function createAgentQueue(
  tx: Tx,
  given: Pick<WorkQueueCreate, "name"> & Partial<WorkQueueCreate>,
): Promise<WorkQueueRow> {
  const { pool, isNew } = await ensureAgentPool(tx);
  const made = isNew && given.name === "default" ? await readPoolQueue(tx, agentPool, "default") : undefined;
  return made ?? (await createQueue(tx, pool.id, given));
}

/** The queue of that name in the agents' pool; while there is no such pool, one of that name in any pool. */
export async function readQueueByName(session: Session, name: string): Promise<WorkQueueRow | undefined> {
  const pool = await readPool(session, agentPool);
  const named = session.db.selectFrom("work_queue").selectAll().where("name", "=", name);
  return await (pool ? named.where("work_pool_id", "=", pool.id) : named).executeTakeFirst();
}
