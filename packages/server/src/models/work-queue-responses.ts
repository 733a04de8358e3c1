import type { Session } from "@prefect-ts/database/database";
import { workQueuesMatching } from "@prefect-ts/database/filters/matching";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { QueueFilter, type WorkQueueFilter, type WorkQueueResponse } from "@prefect-ts/schemas/work-queue";
import { countFlowRuns } from "./flow-runs.ts";
import type { ListPart } from "./flows.ts";
import { runsOfTaggedQueue } from "./tagged-queues.ts";
import type { WorkQueueRow } from "./work-pool-events.ts";
import { holdingInPool, holdingInQueue, queueSlotsTaken } from "./work-pool-slots.ts";

/** Counts the slots of queues that are taken, by their ids. */
export type CountSlots = (session: Session, queues: readonly WorkQueueRow[]) => Promise<Map<string, number>>;

/** As queues of a pool count: by the runs in them. */
export const countSlotsInPool: CountSlots = (session, queues) =>
  queueSlotsTaken(
    session,
    queues.map(({ id }) => id),
  );

/** As queues by themselves count: runs that are being cancelled hold their slot, and a queue may find its runs by tags. */
export const countSlotsOfQueues: CountSlots = async (session, queues) => {
  const plain = queues.filter(({ filter }) => filter === null).map(({ id }) => id);
  const taken = await queueSlotsTaken(session, plain, holdingInQueue);
  for (const { id, filter } of queues) {
    if (filter === null) continue;
    taken.set(id, await countFlowRuns(session, { flow_runs: runsOfTaggedQueue(filter, holdingInPool) }));
  }
  return taken;
};

/** As the API answers queues: those with a limit tell how many of its slots are taken. */
export async function toQueueResponses(
  session: Session,
  queues: readonly WorkQueueRow[],
  countSlots: CountSlots,
): Promise<WorkQueueResponse[]> {
  const poolIds = [...new Set(queues.map(({ work_pool_id }) => work_pool_id))];
  if (poolIds.length === 0) return [];
  const pools = await session.db.selectFrom("work_pool").select(["id", "name"]).where("id", "in", poolIds).execute();
  const poolNames = new Map(pools.map(({ id, name }) => [id, name]));
  const limited = queues.filter((queue) => queue.concurrency_limit !== null);
  const taken = limited.length > 0 ? await countSlots(session, limited) : new Map<string, number>();
  return queues.map((queue) => ({
    ...queue,
    filter: queue.filter === null ? null : parse(QueueFilter, queue.filter),
    work_pool_name: poolNames.get(queue.work_pool_id) ?? null,
    active_slots: queue.concurrency_limit === null ? null : (taken.get(queue.id) ?? 0),
  }));
}

export async function toQueueResponse(
  session: Session,
  queue: WorkQueueRow,
  countSlots: CountSlots,
): Promise<WorkQueueResponse | undefined> {
  return (await toQueueResponses(session, [queue], countSlots))[0];
}

const matching = (session: Session, filter: WorkQueueFilter | null | undefined) =>
  workQueuesMatching(session, { work_pool_queues: filter ?? null }).selectAll("work_queue");

/** Queues of all pools, by name. */
export const readQueues = (session: Session, filter: WorkQueueFilter | null, part: ListPart): Promise<WorkQueueRow[]> =>
  matching(session, filter)
    .orderBy("work_queue.name")
    .orderBy("work_queue.created")
    .limit(part.limit)
    .offset(part.offset)
    .execute();

/** The queues of a pool, by priority. */
export const readPoolQueues = (
  session: Session,
  poolId: string,
  filter: WorkQueueFilter | null | undefined,
  part: ListPart,
): Promise<WorkQueueRow[]> =>
  matching(session, filter)
    .where("work_queue.work_pool_id", "=", poolId)
    .orderBy("work_queue.priority")
    .limit(part.limit)
    .offset(part.offset)
    .execute();
