import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

test("a run tells the name of its state", async () => {
  const running = () => state("RUNNING", { name: "Retrying" });
  const flow = await runs.ask(await runs.flowRun("PENDING"), running(), []);
  const task = await runs.askTask(await runs.taskRun("PENDING"), running(), []);
  expect([flow.run.state_name, task.run.state_name]).toEqual(["Retrying", "Retrying"]);
});
