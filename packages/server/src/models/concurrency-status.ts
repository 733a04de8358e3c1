import type { Session } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { WorkPoolConcurrencyStatus } from "@prefect-ts/schemas/work-pool";
import type { FlowRunSlotSummary, WorkQueueConcurrencyStatus } from "@prefect-ts/schemas/work-queue";
import { HttpError } from "../errors.ts";
import { repr } from "@prefect-ts/schemas/validation/python";
import { sql } from "kysely";
import { holdingInPool, holdingInQueue, runsByState, slotsTakenByQueue } from "./work-pool-slots.ts";
import { readPool } from "./work-pools.ts";
import { readPoolQueues } from "./work-queue-responses.ts";
import { readQueueById } from "./work-queues.ts";

/** A part of a list by its number, from 1 on. */
export interface PageOf {
  page: number;
  limit: number;
}

const pagesOf = (count: number, { limit }: PageOf) => (limit > 0 ? Math.ceil(count / limit) : 0);
const partOf = ({ page, limit }: PageOf) => ({ limit, offset: (page - 1) * limit });

const shown = ["id", "name", "state_type", "state_name", "start_time", "state_timestamp"] as const;
type Holder = Omit<FlowRunSlotSummary, "time_in_current_state">;

const toSummary = (run: Holder & { work_queue_id?: string | null }, now: Timestamp): FlowRunSlotSummary => {
  const { work_queue_id: _, ...summary } = run;
  return { ...summary, time_in_current_state: run.state_timestamp && now.since(run.state_timestamp) };
};

/** The first runs of each queue that hold a slot. */
async function firstHolders({ db, dialect }: Session, queueIds: readonly string[], most: number) {
  if (queueIds.length === 0) return [];
  return await db
    .selectFrom((from) =>
      from
        .selectFrom(runsByState(dialect))
        .select([...shown, "work_queue_id"])
        .select(sql<number>`row_number() over (partition by work_queue_id order by id)`.as("place"))
        .where("state_type", "in", holdingInPool)
        .where("work_queue_id", "in", queueIds)
        .as("holder"),
    )
    .select([...shown, "work_queue_id"])
    .where("place", "<=", most)
    .orderBy("id")
    .execute();
}

/** Which runs hold the slots of a pool, by its queues; no more than `runsPerQueue` of each. Throws 404 where there is no pool. */
export async function poolConcurrency(
  session: Session,
  poolName: string,
  page: PageOf,
  runsPerQueue: number,
): Promise<WorkPoolConcurrencyStatus> {
  const pool = await readPool(session, poolName);
  if (!pool) throw new HttpError(404, `Work pool ${repr(poolName)} not found.`);
  const queues = await readPoolQueues(session, pool.id, null, partOf(page));
  const { count } = await session.db
    .selectFrom("work_queue")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("work_pool_id", "=", pool.id)
    .executeTakeFirstOrThrow();
  const taken = await slotsTakenByQueue(session, pool.id);
  const holders = await firstHolders(
    session,
    queues.map(({ id }) => id),
    runsPerQueue,
  );
  const byQueue = Map.groupBy(holders, ({ work_queue_id }) => work_queue_id);
  const now = Timestamp.now();
  return {
    active_slots: [...taken.values()].reduce((sum, held) => sum + held, 0),
    concurrency_limit: pool.concurrency_limit,
    queues: queues.map(({ id, name, concurrency_limit }) => ({
      queue_id: id,
      queue_name: name,
      active_slots: taken.get(id) ?? 0,
      concurrency_limit,
      flow_runs: (byQueue.get(id) ?? []).map((run) => toSummary(run, now)),
      flow_run_count: taken.get(id) ?? 0,
    })),
    count,
    limit: page.limit,
    pages: pagesOf(count, page),
    page: page.page,
  };
}

/** Which runs hold the slots of a queue. Throws 404 where there is no such queue. */
export async function queueConcurrency(
  session: Session,
  id: string,
  page: PageOf,
): Promise<WorkQueueConcurrencyStatus> {
  const queue = await readQueueById(session, id);
  if (!queue) throw new HttpError(404, "Work queue not found.");
  const holders = session.db
    .selectFrom("flow_run")
    .where("state_type", "in", holdingInQueue)
    .where((is) =>
      is.or([
        is("work_queue_id", "=", id),
        is.and([is("work_queue_id", "is", null), is("work_queue_name", "=", queue.name)]),
      ]),
    );
  const { count } = await holders.select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const { limit, offset } = partOf(page);
  const runs = await holders.select(shown).orderBy("id").limit(limit).offset(offset).execute();
  const now = Timestamp.now();
  return {
    active_slots: count,
    concurrency_limit: queue.concurrency_limit,
    flow_runs: runs.map((run) => toSummary(run, now)),
    count,
    limit: page.limit,
    pages: pagesOf(count, page),
    page: page.page,
  };
}
