import type { Session } from "@prefect-ts/database/database";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { ObjectNotFoundError } from "../errors.ts";
import { type FlowRunRecord, readFlowRunRow, selectFlowRuns } from "./flow-run-record.ts";
import { countFlowRuns, readFlowRuns } from "./flow-runs.ts";
import { runsOfTaggedQueue } from "./tagged-queues.ts";
import type { WorkQueueRow } from "./work-pool-events.ts";
import { holdingInPool, holdingInQueue } from "./work-pool-slots.ts";
import { readQueueById } from "./work-queues.ts";

/** Slots that are free under a queue's limit, or `limit` where that is less. */
const freeSlots = async (queue: WorkQueueRow, limit: number, taken: () => Promise<number>) =>
  queue.concurrency_limit === null ? limit : Math.min(limit, Math.max(0, queue.concurrency_limit - (await taken())));

async function runsByTags(session: Session, queue: WorkQueueRow, before: Timestamp | undefined, limit: number) {
  const most = await freeSlots(queue, limit, () =>
    countFlowRuns(session, { flow_runs: runsOfTaggedQueue(queue.filter, holdingInPool) }),
  );
  const due = {
    ...runsOfTaggedQueue(queue.filter, ["SCHEDULED"]),
    next_scheduled_start_time: { before_: before ?? null, after_: null },
  };
  return await readFlowRuns(session, { flow_runs: due }, "NEXT_SCHEDULED_START_TIME_ASC", { limit: most, offset: 0 });
}

async function takenByName({ db }: Session, name: string): Promise<number> {
  const { count } = await db
    .selectFrom("flow_run")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("work_queue_name", "=", name)
    .where("state_type", "in", holdingInQueue)
    .executeTakeFirstOrThrow();
  return count;
}

async function runsByName(session: Session, queue: WorkQueueRow, before: Timestamp | undefined, limit: number) {
  const most = await freeSlots(queue, limit, () => takenByName(session, queue.name));
  const scheduled = selectFlowRuns(session.db)
    .where("flow_run.work_queue_name", "=", queue.name)
    .where("flow_run.state_type", "=", "SCHEDULED")
    .orderBy("flow_run.next_scheduled_start_time")
    .orderBy("flow_run.id")
    .limit(most);
  const rows = await (before
    ? scheduled.where("flow_run.next_scheduled_start_time", "<=", before)
    : scheduled
  ).execute();
  return rows.map((row) => ({ ...readFlowRunRow(row), work_queue_name: queue.name }));
}

/**
 * What a queue that is asked by itself has to start: runs that name it, whatever their pool, under its own limit alone.
 * They tell the queue that they name, and not their pool, as in the reference: agents know of none.
 * Throws ObjectNotFoundError where there is no such queue.
 */
export async function runsOfQueue(
  session: Session,
  id: string,
  before: Timestamp | undefined,
  limit: number,
): Promise<FlowRunRecord[]> {
  const queue = await readQueueById(session, id);
  if (!queue) throw new ObjectNotFoundError(`Work queue with id ${id} not found.`);
  if (queue.is_paused) return [];
  const find = queue.filter === null ? runsByName : runsByTags;
  const runs = await find(session, queue, before, limit);
  return runs.map((run) => ({ ...run, work_pool_id: null, work_pool_name: null }));
}
