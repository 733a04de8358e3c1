import { Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

test("a run starts when it first runs", async () => {
  const run = await runs.flowRun("PENDING");
  expect(run.start_time).toBeNull();
  const first = await runs.ask(run, "RUNNING", []);
  expect(first.run.start_time).toEqual(first.state?.timestamp);
  await runs.ask(run, "PENDING", []);
  const again = await runs.ask(run, "RUNNING", []);
  expect(again.run.start_time).toEqual(first.state?.timestamp);
});
