import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureOnlyScheduledFlowsMarkedLate } from "./ensure-only-scheduled-flows-marked-late.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [ensureOnlyScheduledFlowsMarkedLate];
const late = () => state("SCHEDULED", { name: "Late" });

test("a scheduled run is marked late", async () => {
  expect(await runs.ask(await runs.flowRun("SCHEDULED"), late(), policy)).toMatchObject({
    status: "ACCEPT",
    state: { name: "Late" },
  });
});

test("it is not marked twice", async () => {
  expect(await runs.ask(await runs.flowRun(late()), late(), policy)).toMatchObject({
    status: "REJECT",
    details: { reason: "This flow run is already marked late." },
  });
});

test.each(["PENDING", "RUNNING", "COMPLETED"] as const)("a run that is %s is not late", async (type) => {
  expect(await runs.ask(await runs.flowRun(type), late(), policy)).toMatchObject({
    status: "REJECT",
    state: { type },
    details: { reason: "Only scheduled flows can be marked late." },
  });
});

test("other scheduled states are not looked at", async () => {
  expect((await runs.ask(await runs.flowRun("RUNNING"), "SCHEDULED", policy)).status).toBe("ACCEPT");
});
