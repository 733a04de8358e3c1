import { openDatabase } from "@prefect-ts/database/open";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { testDialect } from "@prefect-ts/testing/test-database";
import { v4 as uuid4 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPool } from "../models/work-pools.ts";
import type { Cleanup, CleanupWord, Reservation } from "./cleanup-rows.ts";
import { Cleanups, type CleanupWorker } from "./cleanups.ts";

const kind = "cancelling_timeout_teardown.v1";
const [queueId, otherQueueId, missing] = [uuid4(), uuid4(), uuid4()];
let context: TestContext;
let poolId: string;

beforeAll(async () => {
  context = await testContext();
});
afterAll(() => context.close());
beforeEach(async () => {
  await context.write(({ db }) => db.deleteFrom("ts_cleanup").execute());
  poolId = await newPool();
});

const newPool = async () =>
  (await context.write((tx) => createPool(tx, { ...defaultsOf(WorkPoolCreate), name: uuid4(), type: "process" }))).id;

/** Leases of 0 seconds have run out at once. */
const make = (leaseSeconds = 60) => new Cleanups(context.database, context.log, { leaseSeconds, mostDeliveries: 2 });

async function add(cleanups: Cleanups, fields: Partial<Cleanup> = {}): Promise<string> {
  const id = uuid4();
  const target = { flow_run_id: id, infrastructure_pid: null };
  await context.write((tx) => cleanups.add(tx, { id, poolId, queueId, kind, target, ...fields }));
  return id;
}

function connect(cleanups: Cleanups, fields: Partial<CleanupWorker> = {}) {
  const got: Reservation[] = [];
  const deliver = (reservation: Reservation) => void got.push(reservation);
  const worker = { poolId, name: "worker", kinds: [kind] as const, queueIds: [queueId], most: 1, deliver };
  const disconnect = cleanups.connect({ ...worker, ...fields });
  return { got, disconnect, ids: () => got.map((reservation) => reservation.cleanup.id) };
}

/** Hands out whatever there is, also where the notification has not come yet. */
async function handOut(cleanups: Cleanups): Promise<void> {
  cleanups.dispatch(poolId);
  await cleanups.caughtUp();
}

async function settle(
  cleanups: Cleanups,
  operation: CleanupWord["operation"],
  reservation: Reservation | undefined,
  fields: Partial<CleanupWord> = {},
) {
  if (!reservation) throw new Error("nothing was delivered");
  const { cleanup, token } = reservation;
  let told: unknown;
  await cleanups.settle({ operation, poolId, id: cleanup.id, token, ...fields }, (result) => {
    told = result;
  });
  await handOut(cleanups);
  return told;
}

test("a worker gets as many cleanups as it takes at once, and the next when it has done one", async () => {
  const cleanups = make();
  const a = await add(cleanups);
  const worker = connect(cleanups);
  const b = await add(cleanups);
  await handOut(cleanups);
  expect(worker.ids()).toEqual([a]);
  expect(await settle(cleanups, "ack", worker.got[0])).toMatchObject({ status: "accepted" });
  expect(worker.ids()).toEqual([a, b]);
  expect(await settle(cleanups, "ack", worker.got[0])).toMatchObject({
    status: "not_found",
    reason: "message_not_found",
  });
});

test("one that is asked for while a worker waits comes without being asked for again", async () => {
  const cleanups = make();
  const worker = connect(cleanups);
  const a = await add(cleanups);
  await expect.poll(() => worker.ids()).toEqual([a]);
  worker.disconnect();
});

test("one of a transaction that is rolled back is none", async () => {
  const cleanups = make();
  const worker = connect(cleanups);
  const cleanup = {
    id: uuid4(),
    poolId,
    queueId,
    kind,
    target: { flow_run_id: missing, infrastructure_pid: null },
  } as const;
  const failing = context.write(async (tx) => {
    await cleanups.add(tx, cleanup);
    throw new Error("rolled back");
  });
  await expect(failing).rejects.toThrow("rolled back");
  const b = await add(cleanups);
  await handOut(cleanups);
  expect(worker.ids()).toEqual([b]);
});

test("what a worker has in hand counts when it comes back, after a restart of the server too", async () => {
  const cleanups = make();
  const a = await add(cleanups);
  const b = await add(cleanups);
  const before = connect(cleanups);
  await handOut(cleanups);
  before.disconnect();
  const restarted = make();
  const again = connect(restarted);
  await handOut(restarted);
  expect([before.ids(), again.ids()]).toEqual([[a], []]);
  const another = connect(restarted, { name: "another" });
  await handOut(restarted);
  expect(another.ids()).toEqual([b]);
  expect(await settle(restarted, "ack", before.got[0])).toMatchObject({ status: "accepted" });
});

test("workers of the run's queue go before others of the pool", async () => {
  const cleanups = make();
  const other = connect(cleanups, { name: "other", queueIds: [otherQueueId] });
  const own = connect(cleanups, { name: "own" });
  const [a, b] = [await add(cleanups), await add(cleanups)];
  await handOut(cleanups);
  expect([own.ids(), other.ids()]).toEqual([[a], [b]]);
});

test("cleanups of another pool or kind are not for the worker", async () => {
  const cleanups = make();
  const worker = connect(cleanups);
  await add(cleanups, { poolId: await newPool() });
  await add(cleanups, { kind: "pending_claim_teardown.v1" });
  await handOut(cleanups);
  expect(worker.ids()).toEqual([]);
});

test("what is given back goes out again, until it was handed out often enough", async () => {
  const cleanups = make();
  const worker = connect(cleanups);
  const a = await add(cleanups);
  await handOut(cleanups);
  expect(await settle(cleanups, "release", worker.got[0])).toMatchObject({ status: "accepted" });
  expect(worker.got).toMatchObject([{ deliveries: 1 }, { deliveries: 2 }]);
  expect(await settle(cleanups, "release", worker.got[1])).toMatchObject({
    status: "dead_lettered",
    reason: "max_delivery_attempts_reached",
  });
  expect(worker.ids()).toEqual([a, a]);
});

test("a word about a cleanup needs its pool and its token, and a renewal tells the new end", async () => {
  const cleanups = make();
  const worker = connect(cleanups);
  await add(cleanups);
  await handOut(cleanups);
  const [held] = worker.got;
  expect(await settle(cleanups, "ack", held, { poolId: missing })).toMatchObject({ status: "unauthorized" });
  expect(await settle(cleanups, "ack", held, { token: "wrong" })).toMatchObject({ status: "invalid_token" });
  expect(await settle(cleanups, "renew", held)).toMatchObject({
    status: "accepted",
    lease_expires_at: expect.anything(),
  });
});

test("what is kept longer than its lease goes to another worker, and is given up in the end", async () => {
  const cleanups = make(0);
  const first = connect(cleanups);
  const a = await add(cleanups);
  await handOut(cleanups);
  expect(first.ids()).toEqual([a]);
  first.disconnect();
  const second = connect(cleanups, { name: "second" });
  expect(await cleanups.expire()).toEqual([]);
  await handOut(cleanups);
  expect(second.ids()).toEqual([a]);
  expect(await settle(cleanups, "ack", first.got[0])).toMatchObject({ status: "invalid_token" });
  expect(await cleanups.expire()).toMatchObject([{ id: a }]);
});

test("a worker's late word finds its lease ended, and the cleanup goes out again", async () => {
  const cleanups = make(0);
  const worker = connect(cleanups);
  await add(cleanups);
  await handOut(cleanups);
  expect(await settle(cleanups, "ack", worker.got[0])).toMatchObject({ status: "expired", reason: "lease_expired" });
  expect(worker.got).toMatchObject([{ deliveries: 1 }, { deliveries: 2 }]);
});

test("cleanups of a pool that is gone are given up", async () => {
  const cleanups = make();
  const a = await add(cleanups, { poolId: missing });
  expect(await cleanups.expire()).toMatchObject([{ id: a }]);
});

test.runIf(testDialect === "postgresql")("servers on one database share what there is to clean up", async () => {
  const url = context.settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal();
  const database = await openDatabase(url, { readers: 1, writers: 2 });
  const policy = { leaseSeconds: 60, mostDeliveries: 2 };
  const [here, there] = [make(), new Cleanups(database, context.log, policy)];
  const far = connect(there, { name: "far", most: 100 });
  const a = await add(here);
  await expect.poll(() => far.ids()).toEqual([a]);
  const near = connect(here, { name: "near", most: 100 });
  const added = [a];
  for (let i = 0; i < 20; i++) added.push(await add(here));
  await expect.poll(() => far.ids().length + near.ids().length).toBe(21);
  expect([...far.ids(), ...near.ids()].toSorted()).toEqual(added.toSorted());
  expect(await settle(here, "release", far.got[0])).toMatchObject({ status: "accepted" });
  await expect.poll(() => far.ids().length + near.ids().length).toBe(22);
  for (const worker of [far, near]) worker.disconnect();
  for (const cleanups of [here, there]) await cleanups.caughtUp();
  await database.close();
});
