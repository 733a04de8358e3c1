import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { rule } from "../../rule.ts";
import { handleTaskTerminalStateTransitions } from "./handle-task-terminal-state-transitions.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [handleTaskTerminalStateTransitions];

const stop = rule<TaskRunRecord>({
  name: "Stop",
  from: "any",
  to: "any",
  before: (_, decision) => decision.abort("stop"),
});

/** A task run that ran once and failed. */
async function failed(flow_run_id: string | null = null) {
  const task = await runs.taskRun("RUNNING", { flow_run_id });
  return (await runs.askTask(task, "FAILED", [])).run;
}

test.each(["CANCELLING", "PAUSED", "CRASHED"] as const)(
  "a task run that has ended does not become %s",
  async (type) => {
    expect(await runs.askTask(await failed(), type, policy)).toMatchObject({
      status: "ABORT",
      state: { type: "FAILED" },
      details: { reason: "Run is already FAILED." },
    });
  },
);

test("a task run whose result is kept stays completed", async () => {
  const task = await runs.taskRun(state("COMPLETED", { data: { type: "reference" } }));
  for (const type of ["RUNNING", "FAILED"] as const) {
    expect(await runs.askTask(task, type, policy)).toMatchObject({
      status: "REJECT",
      details: { reason: "This run is already completed." },
    });
  }
});

test("one that runs again has its retries back", async () => {
  const { status, run } = await runs.askTask(await failed(), "SCHEDULED", policy);
  expect({ status, run_count: run.run_count }).toEqual({ status: "ACCEPT", run_count: 0 });
});

test("one that ends again has not", async () => {
  expect(await runs.askTask(await failed(), "CANCELLED", policy)).toMatchObject({ run: { run_count: 1 } });
});

test("it is retrying where its flow run is in a later attempt", async () => {
  const flowRun = await runs.flowRun("RUNNING");
  const task = await failed(flowRun.id);
  const { state: now, run } = await runs.askTask(task, "RUNNING", policy);
  expect(now?.name).toBe("Retrying");
  expect(run.run_count).toBe(1);
});

test("the count is as before where a later rule stops the transition", async () => {
  const { run } = await runs.askTask(await failed(), "SCHEDULED", [...policy, stop]);
  expect(run.run_count).toBe(1);
});
