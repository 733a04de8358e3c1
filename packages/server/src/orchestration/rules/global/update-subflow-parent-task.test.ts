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

test("a subflow's task run has the subflow's states, as states of its own", async () => {
  const parent = await runs.flowRun("RUNNING");
  const task = await runs.taskRun("PENDING", { flow_run_id: parent.id });
  const subflow = await runs.flowRun("PENDING", { parent_task_run_id: task.id });
  const done = state("COMPLETED", { message: "done", data: { type: "reference" } });
  const { run } = await runs.ask(subflow, done, []);
  const mirrored = await runs.readTaskRun(task);
  expect(mirrored).toMatchObject({
    state_type: "COMPLETED",
    state: {
      message: "done",
      data: { type: "reference" },
      state_details: { child_flow_run_id: subflow.id, flow_run_id: parent.id, task_run_id: task.id },
    },
  });
  expect(mirrored.state_id).not.toBe(run.state_id);
});

test("the subflow's own state is left as it is", async () => {
  const task = await runs.taskRun("PENDING");
  const subflow = await runs.flowRun("PENDING", { parent_task_run_id: task.id });
  const { run } = await runs.ask(subflow, "RUNNING", []);
  expect(run.state?.state_details.child_flow_run_id).toBeNull();
});

test("a subflow that is made shows at once", async () => {
  const task = await runs.taskRun("PENDING");
  await runs.flowRun(state("SCHEDULED", { name: "Later" }), { parent_task_run_id: task.id });
  expect((await runs.readTaskRun(task)).state_name).toBe("Later");
});
