import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { v4 as uuid4 } from "uuid";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLease } from "../models/concurrency-leases.ts";
import { acquireSlots, createLimit, readLimit } from "../models/concurrency-limits.ts";
import { createFlowRun, type NewFlowRun } from "../models/create-flow-run.ts";
import { readFlowRun } from "../models/flow-run-record.ts";
import { setFlowRunState } from "../models/flow-runs.ts";
import { createFlow } from "../models/flows.ts";
import { newState, stateDetails } from "../states/state.ts";
import { deadRuns } from "./dead-runs.ts";

let context: TestContext;
let flowId: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  context = await testContext();
  flowId = (await context.write((tx) => createFlow(tx, { name: "etl", tags: [], labels: {} }))).flow.id;
  await pass();
});
afterEach(async () => {
  vi.useRealTimers();
  await context.close();
});

const pass = () => deadRuns.pass(context, new AbortController().signal);

/** Lets time go by, with the passes that come meanwhile. */
async function wait(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 15) {
    vi.setSystemTime(Date.now() + Math.min(left, 15) * 1000);
    await pass();
  }
}

async function runningRun(fields: Partial<NewFlowRun> = {}, details = stateDetails()): Promise<string> {
  const state = newState("RUNNING", { state_details: details });
  return (await context.write((tx) => createFlowRun(tx, { flow_id: flowId, ...fields, state }))).run.id;
}

async function beat(id: string): Promise<void> {
  const now = Timestamp.now();
  const times = { occurred: now, received: now, recorded: now, created: now, updated: now };
  const resource_id = `prefect.flow-run.${id}`;
  const resource = json({ "prefect.resource.id": resource_id });
  const rest = { payload: json({}), related: json([]), related_resource_ids: json([]), resource, resource_id };
  await context.write((tx) =>
    tx.db
      .insertInto("events")
      .values({ id: uuid4(), event: "prefect.flow-run.heartbeat", ...times, ...rest })
      .execute(),
  );
}

const stateOf = async (id: string) => (await context.read((session) => readFlowRun(session, id)))?.state;

test("a run that misses three of its heartbeats has crashed, and says since when it is silent", async () => {
  const id = await runningRun();
  for (let i = 0; i < 3; i++) {
    await beat(id);
    await wait(60);
  }
  await wait(100);
  expect((await stateOf(id))?.type).toBe("RUNNING");
  await wait(30);
  const state = await stateOf(id);
  expect(state?.type).toBe("CRASHED");
  expect(state?.message).toMatch(/^The flow run's last heartbeat came 1[89]\d seconds ago: its process is gone\.$/);
});

test("a run that sent one heartbeat has the longest time that clients take by default", async () => {
  const id = await runningRun();
  await beat(id);
  await wait(525);
  expect((await stateOf(id))?.type).toBe("RUNNING");
  await wait(30);
  expect((await stateOf(id))?.type).toBe("CRASHED");
});

test("a run that never sent a heartbeat is left alone, and so is one that has ended", async () => {
  const [silent, ended] = [await runningRun(), await runningRun()];
  await beat(ended);
  await context.write((tx) => setFlowRunState(tx, { id: ended, state: newState("COMPLETED"), force: true }));
  await wait(1000);
  expect([(await stateOf(silent))?.type, (await stateOf(ended))?.type]).toEqual(["RUNNING", "COMPLETED"]);
});

test("heartbeats that no server could hear are not missed", async () => {
  const id = await runningRun();
  await beat(id);
  vi.setSystemTime(Date.now() + 3600_000);
  await pass();
  await wait(500);
  await beat(id);
  await wait(500);
  expect((await stateOf(id))?.type).toBe("RUNNING");
});

test("the slot that a dead run held comes free with it", async () => {
  const [limitId, leaseId] = await context.write(async (tx) => {
    const counts = { active_slots: 0, denied_slots: 0, slot_decay_per_second: 0 };
    const limit = await createLimit(tx, { name: "one at a time", limit: 1, active: true, ...counts });
    await acquireSlots(tx, [limit.id], 1);
    return [limit.id, (await createLease(tx, { limitIds: [limit.id], slots: 1, ttl: 86_400 })).id];
  });
  const deploymentId = uuid4();
  await context.write((tx) =>
    tx.db
      .insertInto("deployment")
      .values({ id: deploymentId, name: "d", flow_id: flowId, labels: json({}), concurrency_limit_id: limitId })
      .execute(),
  );
  const details = stateDetails({ deployment_concurrency_lease_id: leaseId });
  const id = await runningRun({ deployment_id: deploymentId }, details);
  await beat(id);
  await wait(570);
  expect((await stateOf(id))?.type).toBe("CRASHED");
  expect((await context.read((session) => readLimit(session, { id: limitId })))?.active_slots).toBe(0);
});
