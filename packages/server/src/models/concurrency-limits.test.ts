import { openDatabase } from "@prefect-ts/database/open";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createLease,
  readExpiredLeaseIds,
  readLease,
  readLeasesOfHolder,
  readLeasesOfLimits,
  releaseLease,
  renewLease,
  revokeLease,
} from "./concurrency-leases.ts";
import {
  acquireSlots,
  type ConcurrencyLimitRow,
  createLimit,
  deleteLimit,
  readLimit,
  releaseSlots,
  updateLimit,
} from "./concurrency-limits.ts";
import { activeSlots } from "./concurrency-slots.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});
afterEach(() => context.close());

const limitOf = (name: string, limit: number, fields: Partial<ConcurrencyLimitRow> = {}) =>
  context.write((tx) =>
    createLimit(tx, {
      name,
      limit,
      active: true,
      active_slots: 0,
      denied_slots: 0,
      slot_decay_per_second: 0,
      ...fields,
    }),
  );
const acquire = (ids: string[], slots = 1) => context.write((tx) => acquireSlots(tx, ids, slots));
const release = (ids: string[], slots = 1, occupancy?: number) =>
  context.write((tx) => releaseSlots(tx, ids, slots, occupancy));
const read = async ({ id }: { id: string }) => {
  const limit = await context.read((session) => readLimit(session, { id }));
  if (!limit) throw new Error(`no limit ${id}`);
  return limit;
};

test("slots are taken up to the limit and given back", async () => {
  const limit = await limitOf("db", 2);
  expect(await acquire([limit.id], 2)).toBe(true);
  expect(await acquire([limit.id])).toBe(false);
  await release([limit.id]);
  expect(await acquire([limit.id])).toBe(true);
  expect((await read(limit)).active_slots).toBe(2);
});

test("slots of several limits are taken together or not at all", async () => {
  const [wide, narrow] = [await limitOf("wide", 5), await limitOf("narrow", 1)];
  expect(await acquire([wide.id, narrow.id])).toBe(true);
  expect(await acquire([wide.id, narrow.id])).toBe(false);
  expect([(await read(wide)).active_slots, (await read(narrow)).active_slots]).toEqual([1, 1]);
});

test("an inactive or unknown limit gives no slots, and its count stays", async () => {
  const inactive = await limitOf("off", 2, { active: false, active_slots: 1 });
  expect(await acquire([inactive.id])).toBe(false);
  expect(await acquire(["8b5e4a7e-3c39-4a0c-9b37-0b8ab5f0f2a1"])).toBe(false);
  await release([inactive.id]);
  expect((await read(inactive)).active_slots).toBe(1);
  expect(await acquire([])).toBe(true);
});

test("giving back more than was taken leaves nothing taken", async () => {
  const limit = await limitOf("db", 3);
  await acquire([limit.id]);
  await release([limit.id], 3);
  expect((await read(limit)).active_slots).toBe(0);
});

test("many at once never take more than there is, and all of it comes back", async () => {
  const limit = await limitOf("db", 5);
  const other = await limitOf("api", 7);
  let held = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const ids = i % 2 ? [limit.id] : [other.id, limit.id];
      if (!(await acquire(ids))) return;
      most = Math.max(most, ++held);
      held--;
      await release(ids);
    }),
  );
  expect(most).toBeGreaterThan(0);
  expect([(await read(limit)).active_slots, (await read(other)).active_slots]).toEqual([0, 0]);
  const taken = await Promise.all(Array.from({ length: 40 }, () => acquire([limit.id])));
  expect(taken.filter(Boolean)).toHaveLength(5);
  expect((await read(limit)).active_slots).toBe(5);
});

test("whole slots decay with time since the last write, and every write begins anew", async () => {
  const limit = await limitOf("rate", 10, { active_slots: 10, slot_decay_per_second: 0.5 });
  const later = (seconds: number) => activeSlots(limit, limit.updated.plus(seconds));
  expect([later(0), later(1.9), later(2), later(7.9), later(100), later(-60)]).toEqual([10, 10, 9, 7, 0, 10]);
  await context.write((tx) => updateLimit(tx, { id: limit.id }, {}));
  const written = await read(limit);
  expect(written.updated.isAfter(limit.updated)).toBe(true);
  expect(activeSlots(written, written.updated)).toBe(10);
});

test("an occupancy enters the average over two samples a slot, and is never under a tenth of a second a slot", async () => {
  const limit = await limitOf("db", 2);
  await release([limit.id], 2, 20);
  expect((await read(limit)).avg_slot_occupancy_seconds).toBe(4);
  await release([limit.id], 1, 0.01);
  expect((await read(limit)).avg_slot_occupancy_seconds).toBeCloseTo(3.025, 10);
});

test("an occupancy of a limit of zero leaves its average", async () => {
  const limit = await limitOf("none", 0);
  await release([limit.id], 1, 20);
  expect((await read(limit)).avg_slot_occupancy_seconds).toBe(2);
});

const lease = (limitIds: string[], ttl: number, id?: string) =>
  context.write((tx) => createLease(tx, { limitIds, slots: 1, ttl, ...(id && { holder: { type: "task_run", id } }) }));

test("a lease is found by its id, its holder and its limits until it is revoked", async () => {
  const holder = "4b3a7c2e-8a5a-4a53-a4cb-6a8f6b2a1a10";
  const [db, api] = [await limitOf("db", 2), await limitOf("api", 2)];
  const both = await lease([db.id, api.id], 60, holder);
  const one = await lease([api.id], 60);
  expect(await context.read((s) => readLease(s, both.id))).toEqual(both);
  expect(await context.read((s) => readLeasesOfHolder(s, holder))).toEqual([both]);
  expect(await context.read((s) => readLeasesOfLimits(s, [db.id]))).toEqual([both]);
  expect(await context.read((s) => readLeasesOfLimits(s, [db.id, api.id]))).toEqual([both, one]);
  await context.write((tx) => revokeLease(tx, both.id));
  expect(await context.read((s) => readLease(s, both.id))).toBeUndefined();
  expect(await context.write((tx) => renewLease(tx, both.id, 60))).toBe(false);
});

test("revoking a lease leaves its slots taken, releasing frees them", async () => {
  const limit = await limitOf("db", 3);
  await acquire([limit.id], 2);
  const [revoked, released] = [await lease([limit.id], 60), await lease([limit.id], 60)];
  await context.write((tx) => revokeLease(tx, revoked.id));
  expect((await read(limit)).active_slots).toBe(2);
  await context.write((tx) => releaseLease(tx, released));
  expect((await read(limit)).active_slots).toBe(1);
});

test("an expired lease holds nothing but is kept until it is taken back, and can be renewed till then", async () => {
  const holder = "4b3a7c2e-8a5a-4a53-a4cb-6a8f6b2a1a10";
  const limit = await limitOf("db", 3);
  const expired = await lease([limit.id], -1, holder);
  expect(await context.read((s) => readExpiredLeaseIds(s, 10))).toEqual([expired.id]);
  expect(await context.read((s) => readLeasesOfHolder(s, holder))).toEqual([]);
  expect(await context.write((tx) => renewLease(tx, expired.id, 60))).toBe(true);
  expect(await context.read((s) => readExpiredLeaseIds(s, 10))).toEqual([]);
  expect(await context.read((s) => readLeasesOfHolder(s, holder))).toHaveLength(1);
});

test("a lease is there for another process, as it is after a restart", async () => {
  const limit = await limitOf("db", 3);
  const held = await lease([limit.id], 60, "4b3a7c2e-8a5a-4a53-a4cb-6a8f6b2a1a10");
  const url = context.settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal();
  const other = await openDatabase(url);
  expect(await other.read((session) => readLease(session, held.id))).toEqual(held);
  await other.close();
});

test("making, changing and deleting a limit is told by events; taking its slots is not", async () => {
  const { id } = await limitOf("db", 3);
  await context.write((tx) => updateLimit(tx, { name: "db" }, { limit: 5, active: false, slot_decay_per_second: 0.5 }));
  await context.write((tx) => updateLimit(tx, { id }, { active: true }));
  await acquire([id]);
  await context.write((tx) => deleteLimit(tx, { id }));
  await context.write((tx) => deleteLimit(tx, { id }));
  const resource = { "prefect.resource.id": `prefect.concurrency-limit.${id}`, "prefect.resource.name": "db" };
  const payload = { name: "db", limit: 5, active: true, slot_decay_per_second: 0.5 };
  expect(context.emitted).toMatchObject([
    {
      event: "prefect.concurrency-limit.created",
      resource,
      payload: { ...payload, limit: 3, slot_decay_per_second: 0 },
    },
    { event: "prefect.concurrency-limit.updated", resource, payload: { ...payload, active: false } },
    { event: "prefect.concurrency-limit.updated", resource, payload },
    { event: "prefect.concurrency-limit.deleted", resource, payload, related: [] },
  ]);
});
