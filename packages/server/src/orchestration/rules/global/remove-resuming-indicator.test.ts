import { flowPolicy, Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = (resuming: boolean) => ({ empirical_policy: flowPolicy({ resuming }) });

test.each(["RUNNING", "COMPLETED", "FAILED"] as const)("a run that is %s is not resuming", async (type) => {
  const { run } = await runs.ask(await runs.flowRun("PAUSED", policy(true)), type, []);
  expect(run.empirical_policy.resuming).toBe(false);
});

test.each(["SCHEDULED", "PENDING"] as const)("a run that is %s still may be", async (type) => {
  const { run } = await runs.ask(await runs.flowRun("PAUSED", policy(true)), type, []);
  expect(run.empirical_policy.resuming).toBe(true);
});

test("clients that know no pauses leave it", async () => {
  const { run } = await runs.ask(await runs.flowRun("PAUSED", policy(true)), "RUNNING", [], { apiVersion: [0, 8, 3] });
  expect(run.empirical_policy.resuming).toBe(true);
});
