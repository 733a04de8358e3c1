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

test("a task run counts how often it began to run", async () => {
  const run = await runs.taskRun("PENDING");
  expect((await runs.askTask(run, "RUNNING", [])).run.run_count).toBe(1);
  expect((await runs.askTask(run, "COMPLETED", [])).run.run_count).toBe(1);
  expect((await runs.askTask(run, "RUNNING", [])).run.run_count).toBe(2);
});
