import { expect, test } from "vitest";
import type { Cleanup, Reservation } from "./cleanup-queue.ts";
import { Cleanups, type CleanupWorker } from "./cleanups.ts";

const kind = "cancelling_timeout_teardown.v1";
const cleanup = (id: string, fields: Partial<Cleanup> = {}): Cleanup => ({
  id,
  poolId: "pool",
  queueId: "queue",
  kind,
  target: { flow_run_id: id, infrastructure_pid: null },
  ...fields,
});

/** Leases of 0 seconds have run out at once. */
const make = (leaseSeconds = 60) => new Cleanups({ leaseSeconds, mostDeliveries: 2 });

function connect(cleanups: Cleanups, fields: Partial<CleanupWorker> = {}) {
  const got: Reservation[] = [];
  const deliver = (reservation: Reservation) => void got.push(reservation);
  const worker = { poolId: "pool", name: "worker", kinds: [kind] as const, queueIds: ["queue"], most: 1, deliver };
  const disconnect = cleanups.connect({ ...worker, ...fields });
  return { got, disconnect, ids: () => got.map((reservation) => reservation.cleanup.id) };
}

type Operation = Parameters<Cleanups["settle"]>[0];
function settle(cleanups: Cleanups, operation: Operation, reservation: Reservation | undefined, fields: object = {}) {
  if (!reservation) throw new Error("nothing was delivered");
  const { cleanup, token } = reservation;
  let told: unknown;
  cleanups.settle(operation, { poolId: "pool", id: cleanup.id, token, ...fields }, (result) => {
    told = result;
  });
  return told;
}

test("a worker gets as many cleanups as it takes at once, and the next when it has done one", () => {
  const cleanups = make();
  cleanups.add(cleanup("a"));
  const worker = connect(cleanups);
  cleanups.add(cleanup("b"));
  expect(worker.ids()).toEqual(["a"]);
  expect(settle(cleanups, "ack", worker.got[0])).toMatchObject({ status: "accepted" });
  expect(worker.ids()).toEqual(["a", "b"]);
  expect(settle(cleanups, "ack", worker.got[0])).toMatchObject({ status: "not_found", reason: "message_not_found" });
});

test("what a worker has in hand counts when it comes back", () => {
  const cleanups = make();
  cleanups.add(cleanup("a"));
  cleanups.add(cleanup("b"));
  connect(cleanups).disconnect();
  const again = connect(cleanups);
  expect(again.ids()).toEqual([]);
  expect(connect(cleanups, { name: "another" }).ids()).toEqual(["b"]);
});

test("workers of the run's queue go before others of the pool", () => {
  const cleanups = make();
  const other = connect(cleanups, { name: "other", queueIds: ["elsewhere"] });
  const own = connect(cleanups, { name: "own" });
  cleanups.add(cleanup("a"));
  cleanups.add(cleanup("b"));
  expect([own.ids(), other.ids()]).toEqual([["a"], ["b"]]);
});

test("cleanups of another pool or kind are not for the worker", () => {
  const cleanups = make();
  const worker = connect(cleanups);
  cleanups.add(cleanup("a", { poolId: "another" }));
  cleanups.add(cleanup("b", { kind: "pending_claim_teardown.v1" }));
  expect(worker.ids()).toEqual([]);
});

test("what is given back goes out again, until it was handed out often enough", () => {
  const cleanups = make();
  const worker = connect(cleanups);
  cleanups.add(cleanup("a"));
  expect(settle(cleanups, "release", worker.got[0])).toMatchObject({ status: "accepted" });
  expect(worker.got).toMatchObject([{ deliveries: 1 }, { deliveries: 2 }]);
  expect(settle(cleanups, "release", worker.got[1])).toMatchObject({
    status: "dead_lettered",
    reason: "max_delivery_attempts_reached",
  });
  expect(worker.ids()).toEqual(["a", "a"]);
});

test("a word about a cleanup needs its pool and its token, and a renewal tells the new end", () => {
  const cleanups = make();
  const worker = connect(cleanups);
  cleanups.add(cleanup("a"));
  expect(settle(cleanups, "ack", worker.got[0], { poolId: "another" })).toMatchObject({ status: "unauthorized" });
  expect(settle(cleanups, "ack", worker.got[0], { token: "wrong" })).toMatchObject({ status: "invalid_token" });
  expect(settle(cleanups, "renew", worker.got[0])).toMatchObject({
    status: "accepted",
    lease_expires_at: expect.anything(),
  });
});

test("what is kept longer than its lease goes to another worker, and is given up in the end", () => {
  const cleanups = make(0);
  const first = connect(cleanups);
  cleanups.add(cleanup("a"));
  first.disconnect();
  const second = connect(cleanups, { name: "second" });
  expect(cleanups.expire()).toEqual([]);
  expect(second.ids()).toEqual(["a"]);
  expect(settle(cleanups, "ack", first.got[0])).toMatchObject({ status: "invalid_token" });
  expect(cleanups.expire()).toMatchObject([{ id: "a" }]);
});
