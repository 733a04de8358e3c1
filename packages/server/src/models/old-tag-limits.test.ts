import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  acquireTagSlots,
  deleteTagLimit,
  readTagLimit,
  readTagLimits,
  releaseTagSlots,
  resetTagLimit,
  setTagLimit,
} from "./concurrency-tags.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});
afterEach(() => context.close());

const run = (n: number) => `4b3a7c2e-8a5a-4a53-a4cb-6a8f6b2a1a${String(n).padStart(2, "0")}`;
const idOf = (tag: string) => `00000000-0000-4000-8000-${tag.padStart(12, "0")}`;

async function make(tag: string, concurrency_limit: number): Promise<void> {
  const now = Timestamp.now();
  const row = { id: idOf(tag), created: now, updated: now, tag, concurrency_limit, active_slots: json([]) };
  await context.write((tx) => tx.db.insertInto("concurrency_limit").values(row).execute());
}
const read = (tag: string) => context.read((session) => readTagLimit(session, { tag }));
const acquire = (tags: string[], taskRun: string) => context.write((tx) => acquireTagSlots(tx, tags, taskRun));
const tagsFrom = async (offset: number, limit = 10) =>
  (await context.read((session) => readTagLimits(session, { offset, limit }))).map(({ tag }) => tag);

test("slots of an older release's limit are taken and given back", async () => {
  await make("a", 1);
  expect(await acquire(["a"], run(1))).toEqual([{ id: idOf("a"), name: "a", limit: 1 }]);
  expect(await read("a")).toMatchObject({ id: idOf("a"), concurrency_limit: 1, active_slots: [run(1)] });
  await expect(acquire(["a"], run(2))).rejects.toMatchObject({
    status: 423,
    detail: "Concurrency limit for the a tag has been reached",
  });
  const release = () => context.write((tx) => releaseTagSlots(tx, ["a"], run(1)));
  expect(await release()).toEqual([{ id: idOf("a"), name: "a", limit: 1 }]);
  expect(await release()).toEqual([]);
  expect(await read("a")).toMatchObject({ active_slots: [] });
});

test("slots of older and newer limits are taken of all or of none", async () => {
  await make("a", 0);
  await context.write((tx) => setTagLimit(tx, { tag: "b", concurrency_limit: 1 }));
  await expect(acquire(["a", "b"], run(1))).rejects.toMatchObject({ status: 423 });
  expect(await read("b")).toMatchObject({ active_slots: [] });
});

test("a newer limit goes before an older one of the same tag", async () => {
  await make("a", 1);
  await context.write((tx) => setTagLimit(tx, { tag: "a", concurrency_limit: 5 }));
  expect(await read("a")).toMatchObject({ concurrency_limit: 5 });
  expect(await tagsFrom(0)).toEqual(["a"]);
});

test("the list pages through newer limits, then older ones", async () => {
  await make("a", 1);
  await make("c", 1);
  await context.write((tx) => setTagLimit(tx, { tag: "b", concurrency_limit: 1 }));
  expect(await tagsFrom(0)).toEqual(["b", "a", "c"]);
  expect(await tagsFrom(0, 2)).toEqual(["b", "a"]);
  expect(await tagsFrom(2)).toEqual(["c"]);
  expect(await tagsFrom(3)).toEqual([]);
});

test("an older limit can be reset and deleted", async () => {
  await make("a", 3);
  expect(await context.write((tx) => resetTagLimit(tx, "a", [run(1), run(2)]))).toBe(true);
  expect(await read("a")).toMatchObject({ active_slots: [run(1), run(2)] });
  expect(await context.write((tx) => deleteTagLimit(tx, { id: idOf("a") }))).toBe(true);
  expect(await read("a")).toBeUndefined();
  expect(await context.write((tx) => deleteTagLimit(tx, { tag: "a" }))).toBe(false);
});
