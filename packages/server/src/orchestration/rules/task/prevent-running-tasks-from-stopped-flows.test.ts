import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { preventRunningTasksFromStoppedFlows } from "./prevent-running-tasks-from-stopped-flows.ts";
import type { RunState } from "../../../states/state.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [preventRunningTasksFromStoppedFlows];

async function start(flow: RunState) {
  const { id: flow_run_id } = await runs.flowRun(flow);
  return { flow_run_id, ...(await runs.askTask(await runs.taskRun("PENDING", { flow_run_id }), "RUNNING", policy)) };
}

test("a task runs while its flow does", async () => {
  expect((await start(state("RUNNING"))).status).toBe("ACCEPT");
});

test("a task without a flow runs", async () => {
  expect((await runs.askTask(await runs.taskRun("PENDING"), "RUNNING", policy)).status).toBe("ACCEPT");
});

test.each(["PENDING", "SCHEDULED", "COMPLETED", "CANCELLING"] as const)(
  "a task does not run while its flow is %s",
  async (type) => {
    expect(await start(state(type))).toMatchObject({
      status: "ABORT",
      state: { type: "PENDING" },
      details: { reason: "The enclosing flow must be running to begin task execution." },
    });
  },
);

test("a task of a paused flow waits with the flow's timeout", async () => {
  const pause_timeout = Timestamp.parse("2100-01-01T00:00:00Z");
  const answer = await start(state("PAUSED", { details: { pause_timeout, pause_reschedule: true } }));
  expect(answer).toMatchObject({
    status: "REJECT",
    state: { type: "PAUSED", name: "NotReady", state_details: { pause_timeout, pause_reschedule: true } },
    details: {
      reason: `The flow is paused, new tasks can execute after resuming flow run: ${answer.flow_run_id}.`,
    },
  });
});
