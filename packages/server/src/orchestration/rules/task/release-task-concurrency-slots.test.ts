import { Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { releaseTaskConcurrencySlots } from "./release-task-concurrency-slots.ts";
import { secureTaskConcurrencySlots } from "./secure-task-concurrency-slots.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [releaseTaskConcurrencySlots];

async function running(tags = ["a"]) {
  const limit = await runs.limit("tag:a", 2);
  const task = await runs.taskRun("PENDING", { tags });
  await runs.askTask(task, "RUNNING", [secureTaskConcurrencySlots, ...policy]);
  return { task, taken: () => runs.taken(limit.id) };
}

test.each(["COMPLETED", "FAILED", "SCHEDULED", "PAUSED", "PENDING"] as const)(
  "a task run gives its slots back when %s",
  async (type) => {
    const { task, taken } = await running();
    expect(await taken()).toBe(1);
    await runs.askTask(task, type, policy);
    expect(await taken()).toBe(0);
  },
);

test.each(["RUNNING", "CANCELLING"] as const)("and keeps them while %s", async (type) => {
  const { task, taken } = await running();
  await runs.askTask(task, type, policy);
  expect(await taken()).toBe(1);
});

test("it gives back no slot of another", async () => {
  const { taken } = await running();
  await runs.askTask(await runs.taskRun("RUNNING", { tags: ["a"] }), "COMPLETED", policy);
  expect(await taken()).toBe(1);
});
