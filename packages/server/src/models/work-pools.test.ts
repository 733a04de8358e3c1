import { defaultsOf } from "@prefect-ts/schemas/types";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import { WorkQueueUpdate } from "@prefect-ts/schemas/work-queue";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ServerContext } from "../context.ts";
import { recordPolls, settlePolls } from "./work-queue-polls.ts";
import { createPool, deletePool, updatePool } from "./work-pools.ts";
import { readPoolQueue, requirePoolQueue, updateQueue } from "./work-queues.ts";
import { recordHeartbeat } from "./workers.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
  await context.write((tx) => createPool(tx, { ...defaultsOf(WorkPoolCreate), name: "pool", type: "process" }));
});
afterEach(() => context.close());

/** The events since the last look. */
const news = () => context.emitted.splice(0).map(({ event }) => event);
const beat = () =>
  context.write((tx) => recordHeartbeat(tx, "pool", { name: "worker", heartbeat_interval_seconds: null }));
const readQueue = async () => {
  const queue = await context.read((session) => readPoolQueue(session, "pool", "default"));
  if (!queue) throw new Error("the pool has no default queue");
  return queue;
};
const poll = async () => {
  recordPolls(context, [(await readQueue()).id]);
  await settlePolls(context);
};
const change = (update: object) =>
  context.write(async (tx) =>
    updateQueue(tx, await requirePoolQueue(tx, "pool", "default"), parse(WorkQueueUpdate, update)),
  );

test("a new pool tells of itself, its queue and its status", () => {
  const [queue, pool, status] = context.emitted;
  expect(news()).toEqual(["prefect.work-queue.created", "prefect.work-pool.created", "prefect.work-pool.not-ready"]);
  expect(queue?.related).toMatchObject([{ "prefect.resource.name": "pool", "prefect.work-pool.type": "process" }]);
  expect(pool?.related).toMatchObject([{ "prefect.resource.role": "default-queue" }]);
  expect(status?.follows).toBeNull();
});

test("a pool becomes ready once, and each status follows the one before", async () => {
  news();
  await beat();
  await beat();
  await context.write((tx) => updatePool(tx, "pool", { is_paused: true }));
  const [ready, paused] = context.emitted;
  expect(news()).toEqual(["prefect.work-pool.ready", "prefect.work-pool.paused"]);
  expect(paused?.follows).toBe(ready?.id);
});

test("an update tells what it changed, and nothing where it changed nothing", async () => {
  news();
  const update = { description: "new", concurrency_limit: null };
  await context.write((tx) => updatePool(tx, "pool", update));
  expect(context.emitted).toMatchObject([
    {
      event: "prefect.work-pool.updated",
      payload: { updated_fields: ["description"], updates: { description: { from: null, to: "new" } } },
    },
  ]);
  news();
  await context.write((tx) => updatePool(tx, "pool", update));
  expect(news()).toEqual([]);
});

test("a pool that goes takes its queues with it, and says so", async () => {
  news();
  await context.write((tx) => deletePool(tx, "pool"));
  expect(news()).toEqual(["prefect.work-queue.deleted", "prefect.work-pool.deleted"]);
});

test("polls make a queue ready once, and are written together", async () => {
  news();
  const { id } = await readQueue();
  let writes = 0;
  const counting: ServerContext = {
    ...context,
    write(work) {
      writes++;
      return context.write(work);
    },
  };
  for (let i = 0; i < 50; i++) recordPolls(counting, [id]);
  await settlePolls(counting);
  expect(writes).toBe(1);
  expect(news()).toEqual(["prefect.work-queue.ready"]);
  expect(await readQueue()).toMatchObject({ status: "READY", last_polled: expect.anything() });
  await poll();
  expect(news()).toEqual([]);
});

test("a poll leaves a paused queue paused", async () => {
  await change({ is_paused: true });
  await poll();
  expect(await readQueue()).toMatchObject({ status: "PAUSED", last_polled: expect.anything() });
});

test("a queue that is no longer paused is ready where it was polled of late", async () => {
  await change({ is_paused: true });
  await change({ is_paused: false });
  expect(await readQueue()).toMatchObject({ status: "NOT_READY" });
  await change({ is_paused: true });
  await poll();
  news();
  await change({ is_paused: false });
  await change({ is_paused: false });
  expect(news()).toEqual(["prefect.work-queue.ready"]);
  await change({ is_paused: true });
  await change({ is_paused: false, last_polled: "2020-01-01T00:00:00Z" });
  expect(await readQueue()).toMatchObject({ status: "NOT_READY" });
});
