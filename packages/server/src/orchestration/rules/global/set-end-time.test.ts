import { Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

test.each(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"] as const)("a run ends when %s", async (type) => {
  const { run, state: now } = await runs.ask(await runs.flowRun("RUNNING"), type, []);
  expect(run.end_time).toEqual(now?.timestamp);
});

test("a run that ends before it ran started then", async () => {
  const { run } = await runs.ask(await runs.flowRun("PENDING"), "FAILED", []);
  expect(run.start_time).toEqual(run.end_time);
});

test("from one final state to another it ended with the first", async () => {
  const first = await runs.flowRun("COMPLETED");
  const { run } = await runs.ask(first, "FAILED", []);
  expect(run.end_time).toEqual(first.end_time);
});

test("a run that leaves its final state has not ended", async () => {
  const { run } = await runs.ask(await runs.flowRun("FAILED"), "PENDING", []);
  expect(run.end_time).toBeNull();
});
