import type { Session } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { WorkQueueStatusDetail } from "@prefect-ts/schemas/work-queue";
import { ObjectNotFoundError } from "../errors.ts";
import { pollTimeout, readQueueById } from "./work-queues.ts";

/** Every queue has the same policy: nothing late, and somebody who asks for runs. */
const policy = { maximum_late_runs: 0, maximum_seconds_since_last_polled: pollTimeout };

/** Whether runs of a queue start in time. Throws ObjectNotFoundError where there is no such queue. */
export async function queueHealth(session: Session, id: string): Promise<WorkQueueStatusDetail> {
  const queue = await readQueueById(session, id);
  if (!queue) throw new ObjectNotFoundError(`Work queue with id ${id} not found`);
  const { late } = await session.db
    .selectFrom("flow_run")
    .select(({ fn }) => fn.countAll<number>().as("late"))
    .where("work_queue_id", "=", id)
    .where("state_name", "=", "Late")
    .executeTakeFirstOrThrow();
  const { last_polled } = queue;
  const isPolled = last_polled !== null && Timestamp.now().since(last_polled) <= pollTimeout;
  return {
    healthy: isPolled && late === 0,
    late_runs_count: late,
    last_polled,
    health_check_policy: policy,
  };
}
