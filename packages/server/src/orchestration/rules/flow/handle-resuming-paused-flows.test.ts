import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { handleResumingPausedFlows } from "./handle-resuming-paused-flows.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [handleResumingPausedFlows];
const longAgo = Timestamp.parse("2020-01-01T00:00:00Z");
const farOff = Timestamp.parse("2100-01-01T00:00:00Z");

test.each(["RUNNING", "SCHEDULED", "CANCELLING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED"] as const)(
  "a paused flow becomes %s",
  async (type) => {
    const run = await runs.flowRun(state("PAUSED", { details: { pause_timeout: farOff } }));
    expect((await runs.ask(run, type, policy)).status).toBe("ACCEPT");
  },
);

test("it is marked as resuming while it does not run yet", async () => {
  const { run } = await runs.ask(await runs.flowRun("PAUSED"), "SCHEDULED", policy);
  expect(run.empirical_policy.resuming).toBe(true);
});

test.each(["PENDING", "PAUSED"] as const)("a paused flow does not become %s", async (type) => {
  const { status, details, run } = await runs.ask(await runs.flowRun("PAUSED"), type, policy);
  expect({ status, details }).toMatchObject({
    status: "REJECT",
    details: {
      reason: `This run cannot transition to the StateType.${type} state from the StateType.PAUSED state.`,
    },
  });
  expect(run.empirical_policy.resuming).toBe(true);
});

test("a suspended flow needs a deployment", async () => {
  const run = await runs.flowRun(state("PAUSED", { details: { pause_reschedule: true } }));
  expect(await runs.ask(run, "RUNNING", policy)).toMatchObject({
    status: "REJECT",
    details: { reason: "Cannot reschedule a running flow run without a deployment." },
  });
});

test("after its timeout a paused flow fails", async () => {
  const run = await runs.flowRun(state("PAUSED", { details: { pause_timeout: longAgo } }));
  expect(await runs.ask(run, "RUNNING", policy)).toMatchObject({
    status: "REJECT",
    state: { type: "FAILED", message: "The flow was running and never resumed." },
    details: { reason: "The flow run pause has timed out and can no longer resume." },
  });
});

test("it can still be cancelled then", async () => {
  const run = await runs.flowRun(state("PAUSED", { details: { pause_timeout: longAgo } }));
  expect(await runs.ask(run, "CANCELLING", policy)).toMatchObject({ status: "ACCEPT" });
});
