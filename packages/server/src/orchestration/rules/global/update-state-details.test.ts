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

test("a flow run's state names its run", async () => {
  const run = await runs.flowRun("PENDING");
  expect(run.state?.state_details).toMatchObject({ flow_run_id: run.id, task_run_id: null });
});

test("a task run's state names its run and its flow run", async () => {
  const flowRun = await runs.flowRun("RUNNING");
  const run = await runs.taskRun("PENDING", { flow_run_id: flowRun.id });
  expect(run.state?.state_details).toMatchObject({ flow_run_id: flowRun.id, task_run_id: run.id });
});
