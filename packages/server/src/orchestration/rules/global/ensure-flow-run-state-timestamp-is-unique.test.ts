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

test("states of one instant are put a microsecond apart each", async () => {
  const [first, second, third] = [state("PENDING"), state("RUNNING"), state("COMPLETED")];
  const at = first.timestamp;
  for (const later of [second, third]) later.timestamp = at;
  const run = await runs.flowRun(first);
  const running = await runs.ask(run, second, []);
  const completed = await runs.ask(run, third, []);
  expect(running.state?.timestamp).toEqual(at.plus(1e-6));
  expect(completed.state?.timestamp).toEqual(at.plus(2e-6));
  expect(completed.run).toMatchObject({ start_time: at.plus(1e-6), end_time: at.plus(2e-6) });
});

test("another run's state may have the same", async () => {
  const [one, other] = [state("PENDING"), state("PENDING")];
  other.timestamp = one.timestamp;
  await runs.flowRun(one);
  expect((await runs.flowRun(other)).state_timestamp).toEqual(one.timestamp);
});
