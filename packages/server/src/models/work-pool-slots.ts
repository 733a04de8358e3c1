import type { Session } from "@prefect-ts/database/database";
import type { DialectQueries } from "@prefect-ts/database/dialects/queries";
import { preparedByDialect } from "@prefect-ts/database/prepared";
import type { StateType } from "@prefect-ts/schemas/state";

/** Runs in these states hold a slot of their pool, and of their queue where workers ask the pool. */
export const holdingInPool = ["RUNNING", "PENDING"] as const satisfies readonly StateType[];
/** Runs in these states hold a slot of a queue that is asked by itself. */
export const holdingInQueue = [...holdingInPool, "CANCELLING"] as const satisfies readonly StateType[];

/** Few runs hold a slot at a time; a queue leads to every run that it ever had. */
export const runsByState = (dialect: DialectQueries) => dialect.byIndex("flow_run", "ix_flow_run__state_type");

/** How many slots the runs of each of these pools hold; pools without any are missing. */
export async function poolSlotsTaken(
  { db, dialect }: Session,
  poolIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom(runsByState(dialect))
    .innerJoin("work_queue", "work_queue.id", "flow_run.work_queue_id")
    .select(({ fn }) => ["work_queue.work_pool_id", fn.countAll<number>().as("taken")])
    .where("work_queue.work_pool_id", "in", poolIds)
    .where("flow_run.state_type", "in", holdingInPool)
    .groupBy("work_queue.work_pool_id")
    .execute();
  return new Map(rows.map(({ work_pool_id, taken }) => [work_pool_id, taken]));
}

const takenByQueue = preparedByDialect<{ pool: string }>()((db, parameter, dialect) =>
  db
    .selectFrom(runsByState(dialect))
    .select(({ fn }) => ["work_queue_id", fn.countAll<number>().as("taken")])
    .where("state_type", "in", holdingInPool)
    .where((is) =>
      is("work_queue_id", "in", is.selectFrom("work_queue").select("id").where("work_pool_id", "=", parameter("pool"))),
    )
    .groupBy("work_queue_id"),
);

type Taken = { work_queue_id: string | null; taken: number };
const byQueue = (rows: readonly Taken[]) =>
  new Map(rows.flatMap(({ work_queue_id: id, taken }) => (id === null ? [] : [[id, taken]])));

/** How many slots the runs of a pool hold, by their queues; queues without any are missing. */
export const slotsTakenByQueue = async (session: Session, poolId: string): Promise<Map<string, number>> =>
  byQueue((await session.run(takenByQueue(session.dialect).with({ pool: poolId }))).rows);

/** How many slots the runs of each of these queues hold; queues without any are missing. */
export async function queueSlotsTaken(
  { db, dialect }: Session,
  queueIds: readonly string[],
  states: readonly StateType[] = holdingInPool,
): Promise<Map<string, number>> {
  if (queueIds.length === 0) return new Map();
  const rows = await db
    .selectFrom(runsByState(dialect))
    .select(({ fn }) => ["work_queue_id", fn.countAll<number>().as("taken")])
    .where("state_type", "in", states)
    .where("work_queue_id", "in", queueIds)
    .groupBy("work_queue_id")
    .execute();
  return byQueue(rows);
}
