import { json } from "@prefect-ts/database/values";
import type { StateType } from "@prefect-ts/schemas/state";
import { TaskRunCreate } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { testDialect } from "@prefect-ts/testing/test-database";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import { v4 as uuid4, v7 as uuid7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLease, readLease, renewLease } from "../models/concurrency-leases.ts";
import { acquireSlots, createLimit, readLimit } from "../models/concurrency-limits.ts";
import { createFlowRun, type NewFlowRun } from "../models/create-flow-run.ts";
import { createTaskRun } from "../models/create-task-run.ts";
import { readFlowRun } from "../models/flow-run-record.ts";
import { setFlowRunState } from "../models/flow-runs.ts";
import { createFlow } from "../models/flows.ts";
import { insertPool } from "../models/work-pools.ts";
import { readTaskRun } from "../models/task-run-record.ts";
import { newState, type RunState, stateDetails } from "../states/state.ts";
import { cancellationCleanup } from "./cancellation-cleanup.ts";
import { eventVacuum } from "./event-vacuum.ts";
import { services, startServices } from "./index.ts";
import { lateRuns } from "./late-runs.ts";
import { pauseExpirations } from "./pause-expirations.ts";
import { repossessor } from "./repossessor.ts";
import { type Service, writeEach } from "./service.ts";

let context: TestContext;
let flowId: string;
beforeEach(async () => {
  context = await testContext();
  flowId = (await context.write((tx) => createFlow(tx, { name: "etl", tags: [], labels: {} }))).flow.id;
});
afterEach(() => context.close());

const never = new AbortController().signal;
const pass = (service: Service) => service.pass(context, never);
const ago = (seconds: number) => Timestamp.now().plus(-seconds);

async function flowRun(state: RunState, fields: Partial<NewFlowRun> = {}): Promise<string> {
  const { run } = await context.write((tx) => createFlowRun(tx, { flow_id: flowId, ...fields, state }));
  return run.id;
}

async function taskRun(flow_run_id: string, type: StateType): Promise<string> {
  const given = { ...defaultsOf(TaskRunCreate), flow_run_id, task_key: "extract", dynamic_key: uuid4(), labels: {} };
  const { state_details: details, ...state } = newState(type);
  const { run } = await context.write((tx) =>
    createTaskRun(tx, { ...given, state: { ...state, state_details: details } }),
  );
  return run.id;
}

const set = (id: string, state: RunState) => context.write((tx) => setFlowRunState(tx, { id, state, force: true }));
const stateOf = async (id: string) => (await context.read((s) => readFlowRun(s, id)))?.state ?? undefined;
const taskStateOf = async (id: string) => (await context.read((s) => readTaskRun(s, id)))?.state ?? undefined;

async function deployment(): Promise<string> {
  const id = uuid4();
  await context.write((tx) =>
    tx.db
      .insertInto("deployment")
      .values({ id, name: id, flow_id: flowId, labels: json({}) })
      .execute(),
  );
  return id;
}

async function limitWith(slots: number, leases: number, ttl: number) {
  return await context.write(async (tx) => {
    const counts = { active_slots: 0, denied_slots: 0, slot_decay_per_second: 0 };
    const limit = await createLimit(tx, { name: uuid4(), limit: slots, active: true, ...counts });
    const ids: string[] = [];
    for (let i = 0; i < leases; i++) {
      await acquireSlots(tx, [limit.id], 1);
      ids.push((await createLease(tx, { limitIds: [limit.id], slots: 1, ttl })).id);
    }
    return { id: limit.id, leases: ids };
  });
}
const taken = async (id: string) => (await context.read((s) => readLimit(s, { id })))?.active_slots;

test("the slots of an expired lease come free, those of a running one stay taken", async () => {
  const [expired, running] = [await limitWith(3, 2, -1), await limitWith(3, 2, 60)];
  await pass(repossessor);
  expect([await taken(expired.id), await taken(running.id)]).toEqual([0, 2]);
  await pass(repossessor);
  expect(await taken(expired.id)).toBe(0);
});

test("a lease is renewed or taken back, never both, while the repossessor runs", async () => {
  const limit = await limitWith(40, 40, -1);
  const renewed = new Set<string>();
  const renewFromTheLast = async () => {
    for (const id of limit.leases.toReversed()) {
      if (await context.write((tx) => renewLease(tx, id, 60))) renewed.add(id);
    }
  };
  await Promise.all([pass(repossessor), renewFromTheLast(), pass(repossessor)]);
  const kept = await Promise.all(limit.leases.map((id) => context.read((s) => readLease(s, id))));
  expect(kept.flatMap((lease) => lease?.id ?? [])).toEqual(limit.leases.filter((id) => renewed.has(id)));
  expect(await taken(limit.id)).toBe(renewed.size);
});

test("a pause past its timeout fails the run; others stay paused", async () => {
  const paused = (timeout: Timestamp | null) =>
    flowRun(newState("RUNNING")).then(async (id) => {
      await set(id, newState("PAUSED", { state_details: stateDetails({ pause_timeout: timeout }) }));
      return id;
    });
  const [over, open, endless] = [await paused(ago(1)), await paused(ago(-60)), await paused(null)];
  await pass(pauseExpirations);
  expect(await stateOf(over)).toMatchObject({ type: "FAILED", message: "The flow was paused and never resumed." });
  expect([(await stateOf(open))?.type, (await stateOf(endless))?.type]).toEqual(["PAUSED", "PAUSED"]);
});

test("all expired pauses end in one pass, however many run on", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 230; i++) {
    const timeout = i % 2 ? ago(1) : ago(-60);
    ids.push(await flowRun(newState("PAUSED", { state_details: stateDetails({ pause_timeout: timeout }) })));
  }
  await pass(pauseExpirations);
  const types = await Promise.all(ids.map(async (id) => (await stateOf(id))?.type));
  expect(types.filter((type) => type === "FAILED")).toHaveLength(115);
});

test("a run that should have started long enough ago is marked late with its scheduled time, once", async () => {
  const at = (time: Timestamp) => newState("SCHEDULED", { state_details: stateDetails({ scheduled_time: time }) });
  const [late, soon, future] = [await flowRun(at(ago(20))), await flowRun(at(ago(5))), await flowRun(at(ago(-60)))];
  const retried = await flowRun({ ...at(ago(20)), name: "AwaitingRetry" });
  const scheduled = (await stateOf(late))?.state_details.scheduled_time;
  await pass(lateRuns);
  const state = await stateOf(late);
  expect(state).toMatchObject({ type: "SCHEDULED", name: "Late" });
  expect(state?.state_details.scheduled_time).toEqual(scheduled);
  expect([(await stateOf(soon))?.name, (await stateOf(future))?.name]).toEqual(["Scheduled", "Scheduled"]);
  expect((await stateOf(retried))?.name).toBe("AwaitingRetry");
  await pass(lateRuns);
  expect((await stateOf(late))?.id).toBe(state?.id);
});

test("what a cancelled flow run left unfinished is cancelled", async () => {
  const parent = await flowRun(newState("RUNNING"));
  const [running, done] = [await taskRun(parent, "RUNNING"), await taskRun(parent, "COMPLETED")];
  const [plain, deployed] = [
    await flowRun(newState("RUNNING"), { parent_task_run_id: await taskRun(parent, "RUNNING") }),
    await flowRun(newState("RUNNING"), {
      parent_task_run_id: await taskRun(parent, "RUNNING"),
      deployment_id: await deployment(),
    }),
  ];
  await pass(cancellationCleanup);
  expect((await taskStateOf(running))?.type).toBe("RUNNING");

  await set(parent, newState("CANCELLED"));
  await pass(cancellationCleanup);
  const message = "The parent flow run was cancelled.";
  expect(await taskStateOf(running)).toMatchObject({ type: "CANCELLED", message });
  expect((await taskStateOf(done))?.type).toBe("COMPLETED");
  expect(await stateOf(plain)).toMatchObject({ type: "CANCELLED", message });
  const cancelling = await stateOf(deployed);
  expect(cancelling).toMatchObject({ type: "CANCELLING", message });
  await pass(cancellationCleanup);
  expect((await stateOf(deployed))?.id).toBe(cancelling?.id);
});

test("a cancellation that takes longer than the timeout ends", async () => {
  const [stuck, fresh] = [await flowRun(newState("RUNNING")), await flowRun(newState("RUNNING"))];
  await set(stuck, { ...newState("CANCELLING"), timestamp: ago(301) });
  await set(fresh, { ...newState("CANCELLING"), timestamp: ago(250) });
  await pass(cancellationCleanup);
  expect(await stateOf(stuck)).toMatchObject({
    type: "CANCELLED",
    message: "Flow run cancellation timed out; marked this flow run as Cancelled.",
  });
  expect((await stateOf(fresh))?.type).toBe("CANCELLING");
});

test("the infrastructure of a cancellation that took too long is left to the pool's workers", async () => {
  async function stuckIn(type: string): Promise<[string, string]> {
    const create = { ...defaultsOf(WorkPoolCreate), name: type, type };
    const pool = await context.write((tx) => insertPool(tx, create));
    const run = await flowRun(newState("RUNNING"), { work_queue_id: pool.default_queue_id });
    await set(run, { ...newState("CANCELLING"), timestamp: ago(301) });
    return [run, pool.id];
  }
  const [[run, poolId], [, pushPool]] = [await stuckIn("process"), await stuckIn("cloud-run:push")];
  const got: unknown[] = [];
  const stop: (() => void)[] = [];
  for (const id of [poolId, pushPool]) {
    const worker = { poolId: id, name: id, queueIds: [], most: 9, deliver: (item: unknown) => void got.push(item) };
    stop.push(context.cleanups.connect({ ...worker, kinds: ["cancelling_timeout_teardown.v1"] }));
  }
  const waiting = () =>
    context.read(({ db }) => db.selectFrom("ts_cleanup").select("id").where("token", "is", null).execute());
  await pass(cancellationCleanup);
  await expect.poll(() => got.length).toBe(1);
  expect(got).toMatchObject([{ cleanup: { poolId, target: { flow_run_id: run, infrastructure_pid: null } } }]);
  await pass(cancellationCleanup);
  expect(await waiting()).toEqual([]);
  stop.forEach((disconnect) => disconnect());
});

async function event(name: string, occurred: Timestamp): Promise<string> {
  const id = uuid7();
  const now = Timestamp.now();
  const resource = { "prefect.resource.id": "prefect.flow-run.x" };
  const common = { occurred, created: now, updated: now, resource: json(resource), resource_id: "prefect.flow-run.x" };
  await context.write(async (tx) => {
    const rest = { event: name, payload: json({}), related: json([]), related_resource_ids: json([]) };
    await tx.db
      .insertInto("events")
      .values({ id, ...common, ...rest, received: now, recorded: now })
      .execute();
    await tx.db
      .insertInto("event_resources")
      .values({ ...common, id: uuid4(), event_id: id, resource_role: "" })
      .execute();
  });
  return id;
}

test("events and their resources go when their retention is over, heartbeats sooner where an override says so", async () => {
  await context.close();
  context = await testContext({
    PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES:
      '{"prefect.flow-run.heartbeat": 3600, "odd": 99999999}',
    PREFECT_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE: "3",
  });
  const day = 86_400;
  for (let i = 0; i < 8; i++) await event("prefect.flow-run.Running", ago(8 * day));
  await event("odd", ago(8 * day));
  await event("prefect.flow-run.heartbeat", ago(2 * 3600));
  const kept = [
    await event("prefect.flow-run.Running", ago(6 * day)),
    await event("prefect.flow-run.heartbeat", ago(60)),
  ];
  await pass(eventVacuum);
  const left = await context.read(({ db }) => db.selectFrom("events").select("id").execute());
  const resources = await context.read(({ db }) => db.selectFrom("event_resources").select("event_id as id").execute());
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).toSorted();
  expect(ids(left)).toEqual(kept.toSorted());
  expect(ids(resources)).toEqual(kept.toSorted());
});

test("one item that fails leaves the others", async () => {
  const done: number[] = [];
  await writeEach(context, never, [1, 2, 3], async (_, item) => {
    if (item === 2) throw new Error("no");
    done.push(item);
  });
  expect(done).toEqual([1, 3]);
});

test("only what the settings enable runs, and stopping waits for it", async () => {
  await context.close();
  context = await testContext({
    PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED: "false",
    PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED: "false",
  });
  const running = startServices(context);
  const disabled = ["late runs", "event vacuum", "flow run vacuum", "orphan vacuum", "unsent transitions"];
  expect(running.names).toEqual(services.map(({ name }) => name).filter((name) => !disabled.includes(name)));
  await running.stop();
});

test("servers on one PostgreSQL share the passes; on SQLite each server makes its own", async () => {
  let passes = 0;
  const counting: Service = {
    name: "counting",
    setting: "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED",
    summary: "Counts.",
    isEnabled: () => true,
    everySeconds: () => 3600,
    pass: async () => void passes++,
  };
  const servers = [1, 2, 3].map(() => startServices(context, [counting, { ...counting, name: "own", isLocal: true }]));
  const [first, ...others] = servers;
  await expect.poll(() => passes).toBeGreaterThanOrEqual(testDialect === "postgresql" ? 4 : 6);
  await Promise.all(others.map((server) => server.stop()));
  await first?.stop();
  expect(passes).toBe(testDialect === "postgresql" ? 4 : 6);
});
