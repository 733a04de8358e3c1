import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import { json } from "@prefect-ts/database/values";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { v4 as uuid4 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFlow } from "../models/flows.ts";
import { recordPolls, settlePolls } from "../models/work-queue-polls.ts";
import { recordHeartbeat } from "../models/workers.ts";
import { insertPool } from "../models/work-pools.ts";
import { foreman } from "./foreman.ts";

let context: TestContext;
let queueId: string;
beforeEach(async () => {
  context = await testContext();
  const create = { ...defaultsOf(WorkPoolCreate), name: "pool", type: "process" };
  queueId = (await context.write((tx) => insertPool(tx, create))).default_queue_id ?? "";
});
afterEach(() => context.close());

const pass = () => foreman.pass(context, new AbortController().signal);
const ago = (seconds: number) => Timestamp.now().plus(-seconds);
const statusesOf = (table: "worker" | "work_pool" | "work_queue" | "deployment") =>
  context.read(async ({ db }) => {
    const rows = await db.selectFrom(table).select(["name", "status"]).orderBy("name").execute();
    return Object.fromEntries(rows.map(({ name, status }) => [name, status]));
  });
const beat = (name: string, heartbeat_interval_seconds: number | null) =>
  context.write((tx) => recordHeartbeat(tx, "pool", { name, heartbeat_interval_seconds }));
const silentSince = (name: string, at: Timestamp) =>
  context.write((tx) =>
    tx.db.updateTable("worker").set({ last_heartbeat_time: at }).where("name", "=", name).execute(),
  );
const eventsOf = (name: string) => context.emitted.filter(({ event }) => event === name);

async function deployment(name: string, last_polled: Timestamp | null, work_queue_id: string | null = null) {
  await context.write(async (tx) => {
    const { flow } = await createFlow(tx, { name: "etl", tags: [], labels: {} });
    const values = { id: uuid4(), name, flow_id: flow.id, labels: json({}), status: "READY" as const };
    await tx.db
      .insertInto("deployment")
      .values({ ...values, last_polled, work_queue_id })
      .execute();
  });
}

test("a worker that misses three heartbeats is offline, and a pool without others is not ready", async () => {
  await beat("quick", 10);
  await beat("unknown", null);
  await silentSince("quick", ago(29));
  await silentSince("unknown", ago(89));
  await pass();
  expect(await statusesOf("worker")).toEqual({ quick: "ONLINE", unknown: "ONLINE" });
  await silentSince("quick", ago(31));
  await pass();
  expect(await statusesOf("worker")).toEqual({ quick: "OFFLINE", unknown: "ONLINE" });
  expect(await statusesOf("work_pool")).toEqual({ pool: "READY" });
  await silentSince("unknown", ago(91));
  await pass();
  expect(await statusesOf("work_pool")).toEqual({ pool: "NOT_READY" });
  await pass();
  expect(eventsOf("prefect.work-pool.not-ready")).toHaveLength(1);
  await beat("quick", 10);
  expect([await statusesOf("worker"), await statusesOf("work_pool")]).toEqual([
    { quick: "ONLINE", unknown: "OFFLINE" },
    { pool: "READY" },
  ]);
});

test("a queue that nobody polled for a minute is not ready, nor are the deployments in it", async () => {
  await deployment("pooled", ago(61), queueId);
  recordPolls(context, [queueId]);
  await settlePolls(context);
  await pass();
  expect([await statusesOf("work_queue"), await statusesOf("deployment")]).toEqual([
    { default: "READY" },
    { pooled: "READY" },
  ]);
  await context.write(async (tx) => {
    await tx.db
      .updateTable("work_queue")
      .set({ last_polled: ago(61) })
      .execute();
    await tx.db
      .updateTable("deployment")
      .set({ last_polled: ago(61) })
      .execute();
  });
  await pass();
  expect([await statusesOf("work_queue"), await statusesOf("deployment")]).toEqual([
    { default: "NOT_READY" },
    { pooled: "NOT_READY" },
  ]);
  await pass();
  expect(eventsOf("prefect.work-queue.not-ready")).toHaveLength(1);
  expect(eventsOf("prefect.deployment.not-ready")).toHaveLength(1);
});

test("a deployment is as ready as whoever asked last, for its runs or for its queue's", async () => {
  await context.write((tx) =>
    tx.db
      .updateTable("work_queue")
      .set({ last_polled: ago(5) })
      .execute(),
  );
  await deployment("served", ago(61), queueId);
  await deployment("alone", ago(61));
  await deployment("polled", ago(5));
  await deployment("never polled", null);
  await pass();
  expect(await statusesOf("deployment")).toEqual({
    alone: "NOT_READY",
    "never polled": "READY",
    polled: "READY",
    served: "READY",
  });
});

test("more deployments than a transaction takes are all marked", async () => {
  for (let i = 0; i < 210; i++) await deployment(`d${i}`, ago(100));
  await pass();
  expect([...new Set(Object.values(await statusesOf("deployment")))]).toEqual(["NOT_READY"]);
});
