import type { Session } from "@prefect-ts/database/database";
import { workersMatching } from "@prefect-ts/database/filters/matching-resources";
import { prepared } from "@prefect-ts/database/prepared";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { WorkerFilter, WorkerResponse } from "@prefect-ts/schemas/worker";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import type { ListPart } from "./flows.ts";
import { requirePool, setPoolStatus } from "./work-pools.ts";

interface Beat {
  id: string;
  pool: string;
  name: string;
  now: Timestamp;
  interval: number | null;
}

const beat = prepared<Beat>()((db, parameter) =>
  db
    .insertInto("worker")
    .values({
      id: parameter("id"),
      created: parameter("now"),
      updated: parameter("now"),
      work_pool_id: parameter("pool"),
      name: parameter("name"),
      last_heartbeat_time: parameter("now"),
      heartbeat_interval_seconds: parameter("interval"),
      status: "ONLINE",
    })
    .onConflict((conflict) =>
      conflict.columns(["work_pool_id", "name"]).doUpdateSet(({ ref, fn }) => ({
        last_heartbeat_time: ref("excluded.last_heartbeat_time"),
        heartbeat_interval_seconds: fn.coalesce(
          "excluded.heartbeat_interval_seconds",
          "worker.heartbeat_interval_seconds",
        ),
        status: "ONLINE" as const,
      })),
    ),
);

/** A worker says that it lives: it is online, and a pool that was not ready is. Throws 404 where there is no such pool. */
export async function recordHeartbeat(
  tx: Tx,
  poolName: string,
  worker: { name: string; heartbeat_interval_seconds: number | null },
): Promise<void> {
  const pool = await requirePool(tx, poolName);
  const { name, heartbeat_interval_seconds: interval } = worker;
  await tx.run(beat.with({ id: uuid7(), pool: pool.id, name, now: Timestamp.now(), interval }));
  if (pool.status !== "NOT_READY") return;
  tx.lock("work_pool", pool.id);
  const latest = await requirePool(tx, poolName);
  if (latest.status === "NOT_READY") await setPoolStatus(tx, latest, "READY");
}

/** The workers of a pool, those heard of last first. Throws 404 where there is no such pool. */
export async function readWorkers(
  session: Session,
  poolName: string,
  filter: WorkerFilter | null,
  part: ListPart,
): Promise<WorkerResponse[]> {
  const pool = await requirePool(session, poolName);
  return await workersMatching(session, filter)
    .selectAll("worker")
    .where("worker.work_pool_id", "=", pool.id)
    .orderBy("worker.last_heartbeat_time", "desc")
    .limit(part.limit)
    .offset(part.offset)
    .execute();
}

/** Throws 404 where there is no such pool or worker. */
export async function deleteWorker(tx: Tx, poolName: string, name: string): Promise<void> {
  const pool = await requirePool(tx, poolName);
  const { numDeletedRows } = await tx.db
    .deleteFrom("worker")
    .where("work_pool_id", "=", pool.id)
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new HttpError(404, "Worker not found.");
}
