import type { Session } from "@prefect-ts/database/database";
import type { ExplainedResource } from "@prefect-ts/schemas/flow-run-explanation";
import type { StateType } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type DeploymentRecord, readDeployment } from "../models/deployment-record.ts";
import { type FlowRunRecord, readFlowRun } from "../models/flow-run-record.ts";
import type { WorkPoolRow, WorkQueueRow } from "../models/work-pool-events.ts";
import { holdingInPool, poolSlotsTaken, queueSlotsTaken, runsByState } from "../models/work-pool-slots.ts";
import { readPoolById } from "../models/work-pools.ts";
import { readQueueById } from "../models/work-queues.ts";

/** So many of the runs that are in the way are named. */
const mostNamed = 5;

/** Slots that are taken, and the first runs that hold them. */
export interface Taken {
  count: number;
  runs: ExplainedResource[];
}

/** All that decides whether a flow run may start. */
export interface Facts {
  now: Timestamp;
  run: FlowRunRecord;
  parent: { id: string; name: string; state_type: StateType | null } | undefined;
  deployment: DeploymentRecord | undefined;
  queue: WorkQueueRow | undefined;
  pool: WorkPoolRow | undefined;
  /** When a worker of the pool was heard of last; null where there never was one. */
  lastHeartbeat: Timestamp | null;
  hasOnlineWorker: boolean;
  inPool: Taken;
  inQueue: Taken;
  ofDeployment: Taken;
  /** Runs of the queue that are due before it. */
  ahead: Taken;
}

const none: Taken = { count: 0, runs: [] };
const asRuns = (rows: readonly { id: string; name: string }[]): ExplainedResource[] =>
  rows.map(({ id, name }) => ({ kind: "flow-run", id, name }));

async function parentOf({ db }: Session, taskRunId: string | null): Promise<Facts["parent"]> {
  if (taskRunId === null) return undefined;
  return await db
    .selectFrom("task_run")
    .innerJoin("flow_run as parent", "parent.id", "task_run.flow_run_id")
    .select(["parent.id", "parent.name", "parent.state_type"])
    .where("task_run.id", "=", taskRunId)
    .executeTakeFirst();
}

async function workersOf({ db }: Session, poolId: string) {
  const last = await db
    .selectFrom("worker")
    .select(["last_heartbeat_time"])
    .where("work_pool_id", "=", poolId)
    .orderBy("last_heartbeat_time", "desc")
    .limit(1)
    .executeTakeFirst();
  const online = await db
    .selectFrom("worker")
    .select("id")
    .where("work_pool_id", "=", poolId)
    .where("status", "=", "ONLINE")
    .executeTakeFirst();
  return { lastHeartbeat: last?.last_heartbeat_time ?? null, hasOnlineWorker: online !== undefined };
}

/** The first runs that hold slots of queues. */
async function holders({ db, dialect }: Session, queueIds: readonly string[]): Promise<ExplainedResource[]> {
  const rows = await db
    .selectFrom(runsByState(dialect))
    .select(["id", "name"])
    .where("state_type", "in", holdingInPool)
    .where("work_queue_id", "in", queueIds)
    .orderBy("id")
    .limit(mostNamed)
    .execute();
  return asRuns(rows);
}

async function takenInPool(session: Session, pool: WorkPoolRow | undefined): Promise<Taken> {
  if (!pool || pool.concurrency_limit === null) return none;
  const count = (await poolSlotsTaken(session, [pool.id])).get(pool.id) ?? 0;
  const queues = await session.db.selectFrom("work_queue").select("id").where("work_pool_id", "=", pool.id).execute();
  const ids = queues.map(({ id }) => id);
  return { count, runs: await holders(session, ids) };
}

async function takenInQueue(session: Session, queue: WorkQueueRow | undefined): Promise<Taken> {
  if (!queue || queue.concurrency_limit === null) return none;
  const count = (await queueSlotsTaken(session, [queue.id])).get(queue.id) ?? 0;
  return { count, runs: await holders(session, [queue.id]) };
}

async function takenOfDeployment(
  { db, dialect }: Session,
  deployment: DeploymentRecord | undefined,
  runId: string,
): Promise<Taken> {
  if (!deployment?.limit) return none;
  const rows = await db
    .selectFrom("flow_run")
    .select(["id", "name"])
    .where("deployment_id", "=", deployment.id)
    .where(({ ref }) => dialect.notByIndex(ref("state_type")), "in", ["PENDING", "RUNNING", "CANCELLING"])
    .where("id", "!=", runId)
    .orderBy("id")
    .limit(mostNamed)
    .execute();
  return { count: deployment.limit.active_slots, runs: asRuns(rows) };
}

async function runsAhead({ db, dialect }: Session, run: FlowRunRecord): Promise<Taken> {
  const { work_queue_id: queueId, next_scheduled_start_time: at } = run;
  if (queueId === null || at === null) return none;
  const waiting = db
    .selectFrom("flow_run")
    .where("work_queue_id", "=", queueId)
    .where(({ ref }) => dialect.notByIndex(ref("state_type")), "=", "SCHEDULED")
    .where("next_scheduled_start_time", "<", at);
  const { count } = await waiting.select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const first = waiting.select(["id", "name"]).orderBy("next_scheduled_start_time").limit(mostNamed);
  return { count, runs: count === 0 ? [] : asRuns(await first.execute()) };
}

/** What is known of a flow run and of what it waits for; undefined where there is no such run. */
export async function readFacts(session: Session, id: string): Promise<Facts | undefined> {
  const run = await readFlowRun(session, id);
  if (!run) return undefined;
  const queue = run.work_queue_id === null ? undefined : await readQueueById(session, run.work_queue_id);
  const pool = queue && (await readPoolById(session, queue.work_pool_id));
  const deployment = run.deployment_id === null ? undefined : await readDeployment(session, run.deployment_id);
  const workers = pool ? await workersOf(session, pool.id) : { lastHeartbeat: null, hasOnlineWorker: false };
  return {
    now: Timestamp.now(),
    run,
    parent: await parentOf(session, run.parent_task_run_id),
    deployment,
    queue,
    pool,
    ...workers,
    inPool: await takenInPool(session, pool),
    inQueue: await takenInQueue(session, queue),
    ofDeployment: await takenOfDeployment(session, deployment, id),
    ahead: await runsAhead(session, run),
  };
}
