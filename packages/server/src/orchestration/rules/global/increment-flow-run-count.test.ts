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

test("a flow run counts how often it began to run", async () => {
  const run = await runs.flowRun("PENDING");
  expect((await runs.ask(run, "RUNNING", [])).run.run_count).toBe(1);
  expect((await runs.ask(run, "PENDING", [])).run.run_count).toBe(1);
  expect((await runs.ask(run, "RUNNING", [])).run.run_count).toBe(2);
});

test("resuming is no new beginning", async () => {
  const run = await runs.flowRun("PAUSED", policy(true));
  expect((await runs.ask(run, "RUNNING", [])).run.run_count).toBe(0);
});

test("for clients that know no pauses it is", async () => {
  const run = await runs.flowRun("PAUSED", policy(true));
  expect((await runs.ask(run, "RUNNING", [], { apiVersion: [0, 8, 3] })).run.run_count).toBe(1);
});
