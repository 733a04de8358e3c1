import { defaultsOf } from "@prefect-ts/schemas/types";
import { WorkPoolCreate } from "@prefect-ts/schemas/work-pool";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { insertPool } from "./work-pools.ts";
import { createQueue, deletePoolQueue, requirePoolQueue, updatePoolQueue } from "./work-queues.ts";
import { WorkQueueUpdate } from "@prefect-ts/schemas/work-queue";
import { parse } from "@prefect-ts/schemas/validation/compile";

let context: TestContext;
let poolId: string;
beforeEach(async () => {
  context = await testContext();
  poolId = (await context.write((tx) => insertPool(tx, { ...defaultsOf(WorkPoolCreate), name: "pool" }))).id;
});
afterEach(() => context.close());

const add = (name: string, priority: number | null = null) =>
  context.write((tx) => createQueue(tx, poolId, { name, priority }));
const move = (name: string, priority: number) =>
  context.write(async (tx) =>
    updatePoolQueue(tx, await requirePoolQueue(tx, "pool", name), parse(WorkQueueUpdate, { priority })),
  );
const order = async () => {
  const rows = await context.read(({ db }) =>
    db.selectFrom("work_queue").select(["name", "priority"]).orderBy("priority").execute(),
  );
  return rows.map(({ name, priority }) => `${name} ${priority}`);
};

test("a queue without a priority takes the first free one", async () => {
  await add("far", 5);
  await add("near");
  await add("next");
  expect(await order()).toEqual(["default 1", "near 2", "next 3", "far 5"]);
});

test("a queue takes the place it asks for, and others move only as far as they must", async () => {
  await add("a");
  await add("b", 7);
  await add("first", 1);
  expect(await order()).toEqual(["first 1", "default 2", "a 3", "b 7"]);
});

test("a queue that moves down leaves its place free", async () => {
  await add("a");
  await add("b");
  await move("a", 3);
  expect(await order()).toEqual(["default 1", "a 3", "b 4"]);
  await move("default", 9);
  expect(await order()).toEqual(["a 3", "b 4", "default 9"]);
});

test("a queue that goes leaves the others where they are", async () => {
  await add("a");
  await add("b");
  await context.write(async (tx) => deletePoolQueue(tx, await requirePoolQueue(tx, "pool", "a")));
  expect(await order()).toEqual(["default 1", "b 3"]);
});
