import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

/** A state that is `seconds` later than the one before. */
const after = (
  before: { state_timestamp: Timestamp | null },
  seconds: number,
  type: "COMPLETED" | "PENDING" | "RUNNING",
) => {
  const later = state(type);
  later.timestamp = before.state_timestamp?.plus(seconds) ?? later.timestamp;
  return later;
};

test("the time that a run runs adds up, to the microsecond", async () => {
  const run = await runs.flowRun("RUNNING");
  const first = await runs.ask(run, after(run, 1.500001, "PENDING"), []);
  expect(first.run.total_run_time).toBe(1.500001);
  const again = await runs.ask(run, after(first.run, 100, "RUNNING"), []);
  const done = await runs.ask(run, after(again.run, 2.25, "COMPLETED"), []);
  expect(done.run.total_run_time).toBe(3.750001);
});

test("a clock that goes back takes time away, as in the reference", async () => {
  const run = await runs.flowRun("RUNNING");
  const { run: now } = await runs.ask(run, after(run, -1, "COMPLETED"), []);
  expect(now.total_run_time).toBe(-1);
});
