import type { Session } from "@prefect-ts/database/database";
import { prepared, preparedByDialect } from "@prefect-ts/database/prepared";
import type { Tables } from "@prefect-ts/database/tables";
import { type FlowRun, FlowRunPolicy } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import type { WorkerFlowRunResponse } from "@prefect-ts/schemas/worker";
import type { Selectable } from "kysely";
import { estimatedRunTime, estimatedStartTimeDelta } from "./run-columns.ts";
import type { WorkPoolRow, WorkQueueRow } from "./work-pool-events.ts";
import { slotsTakenByQueue } from "./work-pool-slots.ts";
import { requirePool } from "./work-pools.ts";
import { requirePoolQueue } from "./work-queues.ts";

type FlowRunRow = Selectable<Tables["flow_run"]>;

/** What a worker asks for. Its times are those at which runs are due, both included. */
export interface Poll {
  queueNames?: readonly string[] | undefined;
  after?: Timestamp | undefined;
  before?: Timestamp | undefined;
  limit: number;
}

/** No pool and no queue hands out more runs than this at once. */
const mostAtOnce = 1000;
const beginning = Timestamp.fromDatabase("0001-01-01 00:00:00.000000");
const end = Timestamp.fromDatabase("9999-12-31 23:59:59.999999");

const queuesOfPool = prepared<{ pool: string }>()((db, parameter) =>
  db
    .selectFrom("work_queue")
    .selectAll()
    .where("work_pool_id", "=", ({ selectFrom }) =>
      selectFrom("work_pool").select("work_pool.id").where("work_pool.name", "=", parameter("pool")),
    )
    .orderBy("priority"),
);

interface Due {
  queue: string;
  after: Timestamp;
  before: Timestamp;
  limit: number;
}

/**
 * The runs of one queue that are due, the earliest first, found by one of two indexes. Runs of the same time are
 * in order of their ids, so that workers who ask at once are told of the same ones.
 */
const dueRunsBy = (index: "ix_flow_run__work_queue_id" | "ix_flow_run__next_scheduled_start_time_asc") =>
  preparedByDialect<Due>()((db, parameter, dialect) =>
    db
      .selectFrom(dialect.byIndex("flow_run", index))
      .selectAll()
      .where("work_queue_id", "=", parameter("queue"))
      .where("state_type", "=", "SCHEDULED")
      .where((is) => {
        const retryType = dialect.jsonText(is.ref("empirical_policy"), "retry_type");
        return is.or([is(retryType, "is", null), is(retryType, "!=", "in_process")]);
      })
      .where(({ between }) => between("next_scheduled_start_time", parameter("after"), parameter("before")))
      .orderBy("next_scheduled_start_time")
      .orderBy("id")
      .limit(parameter("limit")),
  );

const dueRunsOfQueue = dueRunsBy("ix_flow_run__work_queue_id");
const dueRunsInOrder = dueRunsBy("ix_flow_run__next_scheduled_start_time_asc");

const shortHistory = 500;
const historyLength = prepared<{ queue: string }>()((db, parameter) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom("flow_run")
        .select(from.lit(1).as("run"))
        .where("work_queue_id", "=", parameter("queue"))
        .limit(from.lit(shortHistory))
        .as("runs"),
    )
    .select(({ fn }) => fn.countAll<number>().as("length")),
);

/** Told only where it is of use: a planner that knows how many rows a condition leaves finds its way by itself. */
async function isHistoryShort(session: Session, queue: string): Promise<boolean> {
  if (!session.dialect.findRows) return false;
  const [history] = (await session.run(historyLength.with({ queue }))).rows;
  return history !== undefined && history.length < shortHistory;
}

/**
 * Few runs have a time to start at, those that wait: walked in order, whereas a queue leads to every run that it ever had.
 * But where it had few, they are found without looking at all that wait elsewhere.
 */
async function readDueRuns(session: Session, due: Due): Promise<FlowRunRow[]> {
  const query = (await isHistoryShort(session, due.queue)) ? dueRunsOfQueue : dueRunsInOrder;
  return (await session.run(query(session.dialect).with(due))).rows;
}

const defaultPolicy = defaultsOf(FlowRunPolicy);

/** Column by column: to copy what is left of a row takes six times as long. */
const toFlowRun = (row: FlowRunRow, now: Timestamp): FlowRun => ({
  id: row.id,
  created: row.created,
  updated: row.updated,
  name: row.name,
  flow_id: row.flow_id,
  state_id: row.state_id,
  deployment_id: row.deployment_id,
  deployment_version: row.deployment_version,
  work_queue_id: row.work_queue_id,
  work_queue_name: row.work_queue_name,
  flow_version: row.flow_version,
  parameters: row.parameters,
  idempotency_key: row.idempotency_key,
  context: row.context,
  empirical_policy: { ...defaultPolicy, ...row.empirical_policy },
  tags: row.tags,
  labels: row.labels ?? {},
  parent_task_run_id: row.parent_task_run_id,
  state_type: row.state_type,
  state_name: row.state_name,
  run_count: row.run_count,
  expected_start_time: row.expected_start_time,
  next_scheduled_start_time: row.next_scheduled_start_time,
  start_time: row.start_time,
  end_time: row.end_time,
  total_run_time: row.total_run_time,
  estimated_run_time: estimatedRunTime(row, now),
  estimated_start_time_delta: estimatedStartTimeDelta(row, now),
  auto_scheduled: row.auto_scheduled,
  infrastructure_document_id: row.infrastructure_document_id,
  infrastructure_pid: row.infrastructure_pid,
  created_by: row.created_by as FlowRun["created_by"],
  job_variables: row.job_variables,
  state: null,
});

async function namedQueues(session: Session, pool: string, names: readonly string[]): Promise<WorkQueueRow[]> {
  const queues: WorkQueueRow[] = [];
  for (const name of new Set(names)) queues.push(await requirePoolQueue(session, pool, name));
  return queues.toSorted((a, b) => a.priority - b.priority);
}

/** The pool and those of its queues that are asked; all of them are read along with it, where none is named. */
async function polled(session: Session, name: string, queueNames: readonly string[]) {
  if (queueNames.length > 0) {
    return { pool: await requirePool(session, name), queues: await namedQueues(session, name, queueNames) };
  }
  const [pool, { rows }] = await Promise.all([
    requirePool(session, name),
    session.run(queuesOfPool.with({ pool: name })),
  ]);
  return { pool, queues: rows };
}

/** The slots of a pool and its queues that are taken, where anything depends on them. */
async function slotsTaken(session: Session, pool: WorkPoolRow, queues: readonly WorkQueueRow[]) {
  const isLimited = [pool, ...queues].some((limited) => limited.concurrency_limit !== null);
  const byQueue = isLimited ? await slotsTakenByQueue(session, pool.id) : new Map<string, number>();
  return { pool: [...byQueue.values()].reduce((sum, taken) => sum + taken, 0), queues: byQueue };
}

/** Slots that are free under a limit; paused queues hold theirs as well. */
const free = (limit: number | null, taken: number) =>
  limit === null ? mostAtOnce : Math.min(mostAtOnce, Math.max(0, limit - taken));

const byTime = (a: FlowRunRow, b: FlowRunRow) =>
  (a.next_scheduled_start_time?.text ?? "").localeCompare(b.next_scheduled_start_time?.text ?? "") ||
  a.id.localeCompare(b.id);

/**
 * What a pool has for a worker to start: runs that are due, as many as the pool, its queues and the worker take, those
 * of the queues with the lowest priority number first. They stay as they are: each run goes to whom the server lets
 * set it Pending. Also answers the queues that were asked. Throws 404 where there is no such pool or queue.
 */
export async function pollPool(
  session: Session,
  poolName: string,
  { queueNames = [], after = beginning, before = end, limit }: Poll,
): Promise<{ runs: WorkerFlowRunResponse[]; queues: WorkQueueRow[] }> {
  const { pool, queues } = await polled(session, poolName, queueNames);
  const open = pool.is_paused ? [] : queues.filter((queue) => !queue.is_paused);
  const taken = await slotsTaken(session, pool, open);
  const most = Math.min(limit, free(pool.concurrency_limit, taken.pool));
  let rows: { row: FlowRunRow; priority: number }[] = [];
  for (const { id, priority, concurrency_limit } of open) {
    const isSettled = rows.length >= most && rows.at(-1)?.priority !== priority;
    if (isSettled || most === 0) break;
    const wanted = Math.min(most, free(concurrency_limit, taken.queues.get(id) ?? 0));
    if (wanted === 0) continue;
    const found = await readDueRuns(session, { queue: id, after, before, limit: wanted });
    rows = [...rows, ...found.map((row) => ({ row, priority }))];
  }
  rows.sort((a, b) => a.priority - b.priority || byTime(a.row, b.row));
  const now = Timestamp.now();
  const runs = rows.slice(0, most).map(({ row }) => ({
    work_pool_id: pool.id,
    work_queue_id: row.work_queue_id ?? "",
    flow_run: toFlowRun(row, now),
  }));
  return { runs, queues };
}
