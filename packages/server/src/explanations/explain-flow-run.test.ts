import { json } from "@prefect-ts/database/values";
import type { StateType } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import { TaskRunCreate } from "@prefect-ts/schemas/task-run";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { v4 as uuid4 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireSlots, createLimit } from "../models/concurrency-limits.ts";
import { createFlowRun, type NewFlowRun } from "../models/create-flow-run.ts";
import { createTaskRun } from "../models/create-task-run.ts";
import { createFlow } from "../models/flows.ts";
import { recordHeartbeat } from "../models/workers.ts";
import { insertPool } from "../models/work-pools.ts";
import { newState, type RunState, stateDetails } from "../states/state.ts";
import { explainFlowRun } from "./explain-flow-run.ts";

let context: TestContext;
let flowId: string;
let poolId: string;
let queueId: string;
beforeEach(async () => {
  context = await testContext();
  flowId = (await context.write((tx) => createFlow(tx, { name: "etl", tags: [], labels: {} }))).flow.id;
  const create = { ...defaultsOf(WorkPoolCreate), name: "pool", type: "process" };
  const pool = await context.write((tx) => insertPool(tx, create));
  [poolId, queueId] = [pool.id, pool.default_queue_id ?? ""];
});
afterEach(() => context.close());

const ago = (seconds: number) => Timestamp.now().plus(-seconds);
const scheduled = (at: Timestamp, name = "Scheduled") =>
  newState("SCHEDULED", { name, state_details: stateDetails({ scheduled_time: at }) });

async function run(state: RunState, fields: Partial<NewFlowRun> = {}): Promise<string> {
  return (await context.write((tx) => createFlowRun(tx, { flow_id: flowId, ...fields, state }))).run.id;
}
const queued = (state: RunState, name?: string) => run(state, { work_queue_id: queueId, name });

async function explain(id: string) {
  const explanation = await context.read((session) => explainFlowRun(session, id));
  if (!explanation) throw new Error(`no run ${id}`);
  return explanation;
}
const codes = async (id: string) => (await explain(id)).reasons.map(({ code }) => code);

/** A worker is there and has polled the queue just now. */
async function serve(): Promise<void> {
  await context.write(async (tx) => {
    await recordHeartbeat(tx, "pool", { name: "worker", heartbeat_interval_seconds: 30 });
    await tx.db
      .updateTable("work_queue")
      .set({ last_polled: ago(5) })
      .execute();
  });
}

async function deployment(fields: object = {}): Promise<string> {
  const id = uuid4();
  await context.write((tx) =>
    tx.db
      .insertInto("deployment")
      .values({ id, name: "nightly", flow_id: flowId, labels: json({}), ...fields })
      .execute(),
  );
  return id;
}

async function fullLimit(): Promise<string> {
  return await context.write(async (tx) => {
    const counts = { active_slots: 0, denied_slots: 0, slot_decay_per_second: 0 };
    const limit = await createLimit(tx, { name: uuid4(), limit: 1, active: true, ...counts });
    await acquireSlots(tx, [limit.id], 1);
    return limit.id;
  });
}

test("a run of later waits for its time, and for the worker that is missing", async () => {
  const { reasons, is_waiting, summary } = await explain(await queued(scheduled(ago(-7200))));
  expect(is_waiting).toBe(true);
  expect(reasons.map(({ code }) => code)).toEqual(["scheduled_later", "no_worker", "work_queue_not_polled"]);
  expect(summary).toMatch(/^It is scheduled for later: at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, in (1 hour|2 hours)\.$/);
  expect(reasons[1]).toMatchObject({
    message: "No worker of the work pool pool has been heard of so far.",
    action: "Start one: prefect worker start --pool 'pool'",
    resource: { kind: "work-pool", id: poolId, name: "pool" },
  });
});

test("a late run says since when nobody polls, and how late it is", async () => {
  await serve();
  await context.write(({ db }) =>
    db
      .updateTable("work_queue")
      .set({ last_polled: ago(3700) })
      .execute(),
  );
  const { reasons } = await explain(await queued(scheduled(ago(180), "Late")));
  expect(reasons.map(({ code }) => code)).toEqual(["work_queue_not_polled", "late"]);
  expect(reasons[0]?.message).toMatch(/^No worker has polled the work queue default since .* UTC \(1 hour ago\)\./);
  expect(reasons[1]?.message).toMatch(/and is late by 3 minutes\.$/);
});

test("a run that is due for longer than a poll takes to come has been missed by the worker", async () => {
  await serve();
  const missed = scheduled(ago(25), "Late");
  await context.write(({ db }) =>
    db
      .updateTable("work_queue")
      .set({ last_polled: ago(26) })
      .execute(),
  );
  expect(await codes(await queued(missed))).toEqual(["work_queue_not_polled", "late"]);
});

test("a run that nothing keeps is due, behind those that were due before it", async () => {
  await serve();
  const first = await queued(scheduled(ago(20)), "first");
  const second = await queued(scheduled(ago(10)));
  expect(await codes(first)).toEqual(["due"]);
  expect((await explain(second)).reasons).toMatchObject([
    { code: "runs_ahead", held_by: [{ kind: "flow-run", id: first, name: "first" }] },
  ]);
});

test("a paused pool comes before a paused queue", async () => {
  await serve();
  await context.write(async ({ db }) => {
    await db.updateTable("work_pool").set({ is_paused: true }).execute();
    await db.updateTable("work_queue").set({ is_paused: true }).execute();
  });
  const { reasons } = await explain(await queued(scheduled(ago(1))));
  expect(reasons.map(({ code, action }) => [code, action])).toEqual([
    ["work_pool_paused", "Resume it: prefect work-pool resume 'pool'"],
    ["work_queue_paused", "Resume it: prefect work-queue resume 'default' --pool 'pool'"],
  ]);
});

test("a full limit says by whom", async () => {
  await serve();
  await queued(newState("RUNNING"), "busy");
  await context.write(async ({ db }) => {
    await db.updateTable("work_pool").set({ concurrency_limit: 1 }).execute();
    await db.updateTable("work_queue").set({ concurrency_limit: 1 }).execute();
  });
  const { reasons } = await explain(await queued(scheduled(ago(1))));
  expect(reasons.map(({ message }) => message)).toEqual([
    "The work pool pool has 1 of 1 slots taken by busy.",
    "The work queue default has 1 of 1 slots taken by busy.",
  ]);
});

test("a deployment's limit says who holds it and what its strategy does", async () => {
  const concurrency_options = json({ collision_strategy: "CANCEL_NEW" });
  const deployment_id = await deployment({ concurrency_limit_id: await fullLimit(), concurrency_options });
  await context.write(({ db }) =>
    db
      .updateTable("deployment")
      .set({ last_polled: ago(1) })
      .execute(),
  );
  const holder = await run(newState("RUNNING"), { deployment_id, name: "holder" });
  const refused = await explain(await run(scheduled(ago(1)), { deployment_id }));
  expect(refused.reasons).toMatchObject([{ code: "deployment_limit_full", held_by: [{ id: holder, name: "holder" }] }]);
  expect(refused.summary).toContain("Its collision strategy is CANCEL_NEW, so this run will be cancelled");
  const waiting = await explain(await run(scheduled(ago(-30), "AwaitingConcurrencySlot"), { deployment_id }));
  expect(waiting.reasons.map(({ code }) => code)).toEqual(["awaiting_deployment_slot"]);
  expect(waiting.summary).toMatch(/1 of 1 slots are taken by holder\. .* waits for a slot\. It asks again at /);
});

test("a run that no worker can start says so", async () => {
  expect(await codes(await run(scheduled(ago(1))))).toEqual(["nobody_starts_it"]);
  const served = await run(scheduled(ago(1)), { deployment_id: await deployment() });
  expect(await codes(served)).toEqual(["deployment_not_served"]);
});

test("a paused parent keeps its child", async () => {
  const parent = await run(newState("PAUSED"), { name: "parent" });
  const { run: task } = await context.write((tx) =>
    createTaskRun(tx, {
      ...defaultsOf(TaskRunCreate),
      flow_run_id: parent,
      task_key: "child",
      dynamic_key: "0",
      labels: {},
      state: newState("PENDING"),
    }),
  );
  const child = await run(scheduled(ago(1)), { parent_task_run_id: task.id, work_queue_id: queueId });
  await serve();
  expect((await explain(child)).reasons).toMatchObject([
    { code: "parent_paused", action: `Resume that run: prefect flow-run resume ${parent}` },
  ]);
});

test.each<[StateType, string[]]>([
  ["PENDING", ["starting"]],
  ["PAUSED", ["paused"]],
  ["CANCELLING", ["cancelling"]],
  ["RUNNING", []],
  ["COMPLETED", []],
])("a run that is %s waits for %j", async (type, expected) => {
  const { reasons, is_waiting, summary } = await explain(await run(newState(type)));
  expect(reasons.map(({ code }) => code)).toEqual(expected);
  expect(is_waiting).toBe(expected.length > 0);
  expect(summary).toMatch(/ /);
});

test("a run that is not there has no explanation", async () => {
  expect(await context.read((session) => explainFlowRun(session, uuid4()))).toBeUndefined();
});
