import type { Session } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Settings } from "@prefect-ts/settings/settings";
import type { ServerContext, Tx } from "../context.ts";
import { markDeploymentsNotReady } from "../models/deployment-readiness.ts";
import { setPoolStatus } from "../models/work-pools.ts";
import { markQueuesNotReady } from "../models/work-queue-polls.ts";
import { type Service, writeEach } from "./service.ts";

/** Deployments and queues of a transaction. */
const mostAtOnce = 200;

/** Workers that count as there, but were not heard of for several of their heartbeats. */
async function silentWorkers({ db }: Session, settings: Settings): Promise<string[]> {
  const multiple = settings.get("PREFECT_SERVER_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE");
  const fallback = settings.get("PREFECT_SERVER_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS");
  const now = Timestamp.now();
  const online = await db
    .selectFrom("worker")
    .select(["id", "last_heartbeat_time", "heartbeat_interval_seconds"])
    .where("status", "=", "ONLINE")
    .execute();
  return online
    .filter(({ last_heartbeat_time: last, heartbeat_interval_seconds: interval }) => {
      return last !== null && now.since(last) > (interval ?? fallback) * multiple;
    })
    .map(({ id }) => id);
}

/** Pools that count as ready, but have no worker that is there. */
const desertedPools = ({ db }: Session) =>
  db
    .selectFrom("work_pool")
    .selectAll("work_pool")
    .where("work_pool.status", "=", "READY")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("worker")
            .select("worker.id")
            .whereRef("worker.work_pool_id", "=", "work_pool.id")
            .where("worker.status", "=", "ONLINE"),
        ),
      ),
    );

const before = (settings: Settings, name: "DEPLOYMENT" | "WORK_QUEUE") =>
  Timestamp.now().plus(-settings.get(`PREFECT_SERVER_SERVICES_FOREMAN_${name}_LAST_POLLED_TIMEOUT_SECONDS`));

/** Deployments that count as ready, but nobody asked for their runs, nor their queue for its. */
const forgottenDeployments = ({ db }: Session, since: Timestamp) =>
  db
    .selectFrom("deployment")
    .leftJoin("work_queue as queue", "queue.id", "deployment.work_queue_id")
    .select("deployment.id")
    .where("deployment.status", "=", "READY")
    .where("deployment.last_polled", "<", since)
    .where(({ or, eb }) => or([eb("queue.last_polled", "is", null), eb("queue.last_polled", "<", since)]));

const forgottenQueues = ({ db }: Session, since: Timestamp) =>
  db.selectFrom("work_queue").select("id").where("status", "=", "READY").where("last_polled", "<", since);

/** Whether a worker counts as there, or anything as ready: else nothing has to be taken note of. */
async function isAnythingServed({ db }: Session): Promise<boolean> {
  const served = await db
    .selectFrom("worker")
    .select("id")
    .where("status", "=", "ONLINE")
    .unionAll(db.selectFrom("work_pool").select("id").where("status", "=", "READY"))
    .unionAll(db.selectFrom("work_queue").select("id").where("status", "=", "READY"))
    .unionAll(db.selectFrom("deployment").select("id").where("status", "=", "READY"))
    .limit(1)
    .executeTakeFirst();
  return served !== undefined;
}

async function markOffline(tx: Tx): Promise<void> {
  const ids = await silentWorkers(tx, tx.settings);
  if (ids.length === 0) return;
  const updated = Timestamp.now();
  await tx.db.updateTable("worker").set({ status: "OFFLINE", updated }).where("id", "in", ids).execute();
}

type Rows = (session: Session, since: Timestamp) => { limit(most: number): { execute(): Promise<{ id: string }[]> } };

/** Marks what is still forgotten when it is written, some at a time. */
async function markAll(
  context: ServerContext,
  signal: AbortSignal,
  [rows, since]: [Rows, Timestamp],
  mark: (tx: Tx, ids: string[]) => Promise<void>,
): Promise<void> {
  const find = async (session: Session) => (await rows(session, since).limit(mostAtOnce).execute()).map(({ id }) => id);
  while (!signal.aborted && (await context.read(find)).length > 0) {
    await context.write(async (tx) => mark(tx, await find(tx)));
  }
}

/** Takes note of workers that are gone, and of pools, queues and deployments that nobody serves any more. */
export const foreman: Service = {
  name: "foreman",
  setting: "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED",
  summary: "Notes workers that are gone, and what nobody serves any more.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_FOREMAN_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS"),
  async pass(context, signal) {
    const { settings } = context;
    const silent = await context.read((session) => silentWorkers(session, settings));
    if (silent.length > 0) await context.write(markOffline);

    const pools = await context.read((session) => desertedPools(session).execute());
    await writeEach(context, signal, pools, async (tx, { id }) => {
      const pool = await desertedPools(tx).where("work_pool.id", "=", id).executeTakeFirst();
      if (pool) await setPoolStatus(tx, pool, "NOT_READY");
    });

    await markAll(context, signal, [forgottenDeployments, before(settings, "DEPLOYMENT")], (tx, deploymentIds) =>
      markDeploymentsNotReady(tx, { deploymentIds }),
    );
    await markAll(context, signal, [forgottenQueues, before(settings, "WORK_QUEUE")], markQueuesNotReady);
    return (await context.read(isAnythingServed)) ? undefined : {};
  },
};
