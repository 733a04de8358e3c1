import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bypassCancellingFlowRunsWithNoInfra } from "./bypass-cancelling-flow-runs-with-no-infra.ts";
import type { RunState } from "../../../states/state.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [bypassCancellingFlowRunsWithNoInfra];
const startOn = (id: string, infrastructure_pid: string) =>
  context.write((tx) => tx.db.updateTable("flow_run").set({ infrastructure_pid }).where("id", "=", id).execute());

async function cancel(first: RunState, pid?: string) {
  const run = await runs.flowRun(first);
  if (pid) await startOn(run.id, pid);
  return await runs.ask(run, "CANCELLING", policy);
}

test("a run that has no process is cancelled at once", async () => {
  expect(await cancel(state("SCHEDULED"))).toMatchObject({
    status: "REJECT",
    state: { type: "CANCELLED" },
    details: { reason: "Scheduled flow run has no infrastructure to terminate." },
  });
});

test("a scheduled run that has a process is left to it", async () => {
  expect(await cancel(state("SCHEDULED", { name: "AwaitingRetry" }), "host:1")).toMatchObject({ status: "ACCEPT" });
});

test("a run that resumes has none, whatever it had before", async () => {
  expect(await cancel(state("SCHEDULED", { name: "Resuming" }), "host:1")).toMatchObject({
    status: "REJECT",
    state: { type: "CANCELLED" },
  });
});

test("a suspended run is cancelled at once", async () => {
  expect(await cancel(state("PAUSED", { name: "Suspended", details: { pause_reschedule: true } }))).toMatchObject({
    status: "REJECT",
    state: { type: "CANCELLED" },
    details: { reason: "Suspended flow run has no infrastructure to terminate." },
  });
});

test("a paused run has a process that waits", async () => {
  expect(await cancel(state("PAUSED"))).toMatchObject({ status: "ACCEPT", state: { type: "CANCELLING" } });
});
