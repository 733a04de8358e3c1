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

test("a subflow's state names the task run that stands for it", async () => {
  const task = await runs.taskRun("PENDING");
  const subflow = await runs.flowRun("PENDING", { parent_task_run_id: task.id });
  expect(subflow.state?.state_details).toMatchObject({ flow_run_id: subflow.id, task_run_id: task.id });
});
