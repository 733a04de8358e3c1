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

test("a run tells since when it is in its state", async () => {
  const flow = await runs.ask(await runs.flowRun("PENDING"), "RUNNING", []);
  const task = await runs.askTask(await runs.taskRun("PENDING"), "RUNNING", []);
  expect(flow.run.state_timestamp).toEqual(flow.state?.timestamp);
  expect(task.run.state_timestamp).toEqual(task.state?.timestamp);
});
