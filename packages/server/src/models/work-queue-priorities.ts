import type { Session } from "@prefect-ts/database/database";
import type { Tx } from "../context.ts";

const prioritiesOf = (session: Session, poolId: string) =>
  session.db
    .selectFrom("work_queue")
    .select(["id", "priority"])
    .where("work_pool_id", "=", poolId)
    .orderBy("priority")
    .execute();

/** The first priority of a pool that no queue has; nobody else gives out another until the transaction ends. */
export async function freePriority(tx: Tx, poolId: string): Promise<number> {
  tx.lock("work_pool", poolId);
  const taken = (await prioritiesOf(tx, poolId)).map(({ priority }) => priority);
  const gap = taken.findIndex((priority, rank) => priority !== rank + 1);
  return gap === -1 ? Math.max(0, ...taken) + 1 : gap + 1;
}

/** Where a queue stands after it took `priority`: those it pushes aside move down, and only as far as they must. */
function reordered(queues: readonly { id: string; priority: number }[], moved?: { id: string; priority: number }) {
  const order = queues.filter(({ id }) => id !== moved?.id);
  if (moved) {
    const place = order.findIndex(({ priority }) => priority >= moved.priority);
    order.splice(place === -1 ? order.length : place, 0, moved);
  }
  let last = 0;
  return order.map(({ id, priority }) => {
    last = Math.max(priority, last + 1);
    return { id, priority: last };
  });
}

/** Makes the priorities of a pool's queues unique, with `moved` at the place that it asks for. */
export async function settlePriorities(
  tx: Tx,
  poolId: string,
  moved?: { id: string; priority: number },
): Promise<void> {
  tx.lock("work_pool", poolId);
  const queues = await prioritiesOf(tx, poolId);
  const before = new Map(queues.map(({ id, priority }) => [id, priority]));
  for (const { id, priority } of reordered(queues, moved)) {
    if (before.get(id) === priority) continue;
    await tx.db.updateTable("work_queue").set({ priority }).where("id", "=", id).execute();
  }
}
