import { flowPolicy, Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rule } from "../../rule.ts";
import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { handleFlowTerminalStateTransitions } from "./handle-flow-terminal-state-transitions.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [handleFlowTerminalStateTransitions];
const withResult = state("COMPLETED", { data: { type: "reference" } });
const empirical_policy = flowPolicy({ pause_keys: ["k"], resuming: true, retry_type: "in_process" });

test.each(["CANCELLING", "PAUSED", "CRASHED"] as const)("a run that has ended does not become %s", async (type) => {
  expect(await runs.ask(await runs.flowRun("FAILED"), type, policy)).toMatchObject({
    status: "ABORT",
    state: { type: "FAILED" },
    details: { reason: "Run is already in terminal state FAILED." },
  });
});

test("a run whose result is kept does not run again", async () => {
  expect(await runs.ask(await runs.flowRun(withResult), "RUNNING", policy)).toMatchObject({
    status: "REJECT",
    state: { type: "COMPLETED", data: { type: "reference" } },
    details: { reason: "Run is already COMPLETED." },
  });
});

test("a run whose result was not kept runs again", async () => {
  const run = await runs.flowRun(state("COMPLETED", { data: { type: "unpersisted" } }));
  expect((await runs.ask(run, "RUNNING", policy)).status).toBe("ACCEPT");
});

test("a result is not lost by completing again without one", async () => {
  expect(await runs.ask(await runs.flowRun(withResult), "COMPLETED", policy)).toMatchObject({
    status: "REJECT",
    details: {
      reason: "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.",
    },
  });
});

test("only a run of a deployment is scheduled again", async () => {
  expect(await runs.ask(await runs.flowRun("FAILED"), "SCHEDULED", policy)).toMatchObject({
    status: "ABORT",
    details: { reason: "Cannot reschedule a run without an associated deployment." },
  });
  const { id: deployment_id } = await runs.deployment();
  const deployed = await runs.flowRun("FAILED", { deployment_id, empirical_policy });
  const { status, run } = await runs.ask(deployed, "SCHEDULED", policy);
  expect(status).toBe("ACCEPT");
  expect(run.empirical_policy).toMatchObject({ pause_keys: [], resuming: false, retry_type: "reschedule" });
});

test("a run that leaves its final state forgets its pauses", async () => {
  const run = await runs.flowRun("PENDING", { empirical_policy });
  await runs.ask(run, "FAILED", []);
  const { run: after } = await runs.ask(run, "PENDING", policy);
  expect(after.empirical_policy).toMatchObject({ pause_keys: [], resuming: false, retry_type: null });
});

test("for clients that know no pauses they are left alone", async () => {
  const run = await runs.flowRun("FAILED", { empirical_policy });
  const { run: after } = await runs.ask(run, "PENDING", policy, { apiVersion: [0, 8, 3] });
  expect(after.empirical_policy).toMatchObject({ pause_keys: ["k"], retry_type: "in_process" });
});

test("the pauses are back where a later rule stops the transition", async () => {
  const stop = rule<FlowRunRecord>({
    name: "Stop",
    from: "any",
    to: "any",
    before: (_, decision) => decision.abort("stop"),
  });
  const run = await runs.flowRun("FAILED", { empirical_policy });
  const { run: after } = await runs.ask(run, "PENDING", [...policy, stop]);
  expect(after.empirical_policy).toMatchObject({ pause_keys: ["k"], retry_type: "in_process" });
});
