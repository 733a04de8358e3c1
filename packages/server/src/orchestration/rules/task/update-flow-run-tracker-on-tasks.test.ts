import { Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { rule } from "../../rule.ts";
import { updateFlowRunTrackerOnTasks } from "./update-flow-run-tracker-on-tasks.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [updateFlowRunTrackerOnTasks];

const stop = rule<TaskRunRecord>({
  name: "Stop",
  from: "any",
  to: "any",
  before: (_, decision) => decision.abort("stop"),
});

test("a task remembers the attempt of its flow run", async () => {
  const flowRun = await runs.flowRun("RUNNING");
  await runs.ask(flowRun, "SCHEDULED", []);
  await runs.ask(flowRun, "RUNNING", []);
  const task = await runs.taskRun("PENDING", { flow_run_id: flowRun.id });
  expect((await runs.askTask(task, "RUNNING", policy)).run.flow_run_run_count).toBe(2);
});

test("not where it does not run", async () => {
  const { id: flow_run_id } = await runs.flowRun("RUNNING");
  const task = await runs.taskRun("PENDING", { flow_run_id });
  expect((await runs.askTask(task, "RUNNING", [...policy, stop])).run.flow_run_run_count).toBe(0);
});

test("a task without a flow has no attempt", async () => {
  expect((await runs.askTask(await runs.taskRun("PENDING"), "RUNNING", policy)).run.flow_run_run_count).toBe(0);
});
