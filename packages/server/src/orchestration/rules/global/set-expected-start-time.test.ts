import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const scheduled_time = Timestamp.parse("2100-01-01T00:00:00Z");

test("a scheduled run is expected when it is scheduled for", async () => {
  const run = await runs.flowRun(state("SCHEDULED", { details: { scheduled_time } }));
  expect(run.expected_start_time).toEqual(scheduled_time);
});

test("another run is expected when it is made", async () => {
  const run = await runs.taskRun("PENDING");
  expect(run.expected_start_time).toEqual(run.state_timestamp);
});

test("later states expect nothing else", async () => {
  const first = await runs.flowRun("PENDING");
  const { run } = await runs.ask(first, state("SCHEDULED", { details: { scheduled_time } }), []);
  expect(run.expected_start_time).toEqual(first.expected_start_time);
});
