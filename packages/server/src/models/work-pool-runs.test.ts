import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import type { WorkQueueCreate } from "@prefect-ts/schemas/work-queue";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { Runs, state } from "@prefect-ts/testing/runs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setFlowRunState } from "./flow-runs.ts";
import { type Poll, pollPool } from "./work-pool-runs.ts";
import { insertPool, updatePool } from "./work-pools.ts";
import { createQueue, requirePoolQueue, updatePoolQueue } from "./work-queues.ts";

let context: TestContext;
let runs: Runs;
let poolId: string;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
  const pool = await context.write((tx) =>
    insertPool(tx, { ...defaultsOf(WorkPoolCreate), name: "pool", type: "process" }),
  );
  poolId = pool.id;
});
afterEach(() => context.close());

const start = Timestamp.parse("2026-03-01T12:00:00Z");
const queue = (name: string, fields: Partial<WorkQueueCreate> = {}) =>
  context.write(async (tx) => (await createQueue(tx, poolId, { name, ...fields })).id);
const limitPool = (concurrency_limit: number) => context.write((tx) => updatePool(tx, "pool", { concurrency_limit }));

/** A run that is due so many seconds after the start. */
const due = (work_queue_id: string, seconds: number, fields = {}) =>
  runs.flowRun(state("SCHEDULED", { details: { scheduled_time: start.plus(seconds) } }), {
    work_queue_id,
    name: String(seconds),
    ...fields,
  });

const poll = (asked: Partial<Poll> = {}) =>
  context.readSnapshot(async (session) => (await pollPool(session, "pool", { limit: 200, ...asked })).runs);
/** The names of the runs that a worker is told of. */
const polled = async (asked: Partial<Poll> = {}) => (await poll(asked)).map(({ flow_run }) => flow_run.name);

test("runs come by the priority of their queue, then by time", async () => {
  const [urgent, normal] = [await queue("urgent", { priority: 1 }), await queue("normal")];
  for (const seconds of [30, 10]) await due(urgent, seconds);
  for (const seconds of [20, 0]) await due(normal, seconds);
  expect(await polled()).toEqual(["10", "30", "0", "20"]);
  expect(await polled({ limit: 3 })).toEqual(["10", "30", "0"]);
  expect(await polled({ queueNames: ["normal"] })).toEqual(["0", "20"]);
});

test("both ends of the asked time are part of it", async () => {
  const id = await queue("queue");
  for (const seconds of [0, 10, 20, 30]) await due(id, seconds);
  expect(await polled({ after: start.plus(10), before: start.plus(20) })).toEqual(["10", "20"]);
});

test("a run that its own process retries is not handed out", async () => {
  const id = await queue("queue");
  const policy = {
    max_retries: 0,
    retry_delay_seconds: 0,
    retries: 1,
    retry_delay: 0,
    pause_keys: [],
    resuming: false,
  };
  await due(id, 0, { empirical_policy: { ...policy, retry_type: "in_process" } });
  await due(id, 10, { empirical_policy: { ...policy, retry_type: "reschedule" } });
  expect(await polled()).toEqual(["10"]);
});

test("a paused queue, and a paused pool, hand out nothing", async () => {
  const [open, paused] = [await queue("open"), await queue("paused", { is_paused: true })];
  await due(open, 0);
  await due(paused, 10);
  expect(await polled()).toEqual(["0"]);
  await context.write((tx) => updatePool(tx, "pool", { is_paused: true }));
  expect(await polled()).toEqual([]);
});

test("a pool or a queue that is not there is named in the refusal", async () => {
  const ask = (name: string, queueNames: string[] = []) =>
    context.readSnapshot((session) => pollPool(session, name, { limit: 1, queueNames }));
  await expect(ask("none", ["queue"])).rejects.toThrow('Work pool "none" not found.');
  await expect(ask("pool", ["none"])).rejects.toThrow("Work pool queue 'pool/none' not found.");
});

describe("slots", () => {
  test("pending and running runs hold them, also those of a paused queue", async () => {
    const [open, paused] = [await queue("open"), await queue("paused")];
    for (const seconds of [0, 10, 20, 30]) await due(open, seconds);
    for (const type of ["PENDING", "RUNNING", "CANCELLING", "COMPLETED"] as const) {
      await runs.flowRun(type, { work_queue_id: paused });
    }
    await context.write(async (tx) =>
      updatePoolQueue(tx, await requirePoolQueue(tx, "pool", "paused"), { is_paused: true }),
    );
    await limitPool(5);
    expect(await polled()).toEqual(["0", "10", "20"]);
    await limitPool(1);
    expect(await polled()).toEqual([]);
  });

  test("what one queue cannot take is left to the next", async () => {
    const [narrow, wide] = [await queue("narrow", { priority: 1, concurrency_limit: 1 }), await queue("wide")];
    for (const seconds of [0, 10]) await due(narrow, seconds);
    for (const seconds of [20, 30, 40]) await due(wide, seconds);
    await limitPool(3);
    expect(await polled()).toEqual(["0", "20", "30"]);
  });

  test("ten pollers at once never start more runs than pool and queues allow", async () => {
    const [narrow, wide] = [await queue("narrow", { priority: 1, concurrency_limit: 2 }), await queue("wide")];
    for (let i = 0; i < 8; i++) await due(i % 2 ? narrow : wide, 0);
    await limitPool(5);
    const started: string[] = [];
    const work = async () => {
      for (let found = await poll(); found.length > 0; found = await poll()) {
        for (const { flow_run, work_queue_id } of found) {
          const request = { id: flow_run.id, state: state("PENDING") };
          const { status } = await context.write((tx) => setFlowRunState(tx, request));
          if (status === "ACCEPT") started.push(work_queue_id);
        }
      }
    };
    await Promise.all(Array.from({ length: 10 }, work));
    expect(started.filter((id) => id === narrow)).toHaveLength(2);
    expect(started.filter((id) => id === wide)).toHaveLength(3);
  });
});

test("runs of a queue with a long history come in the same order", async () => {
  const long = await queue("long");
  for (const seconds of [30, 10, 20]) await due(long, seconds);
  await context.write(async ({ db }) => {
    const flow = await db.selectFrom("flow").select("id").executeTakeFirstOrThrow();
    const ended = { flow_id: flow.id, work_queue_id: long, state_type: "COMPLETED" as const, state_name: "Completed" };
    for (let i = 0; i < 600; i++)
      await db
        .insertInto("flow_run")
        .values({ ...ended, name: `ended ${i}` })
        .execute();
  });
  expect(await polled({ limit: 2 })).toEqual(["10", "20"]);
  expect(await polled({ after: start.plus(20), before: start.plus(30) })).toEqual(["20", "30"]);
});
