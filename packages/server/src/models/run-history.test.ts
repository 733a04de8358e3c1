import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { Runs, state } from "@prefect-ts/testing/runs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runHistory } from "./run-history.ts";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const start = Timestamp.parse("2040-01-01T00:00:00Z");
const expectedAt = (seconds: number) => state("SCHEDULED", { details: { scheduled_time: start.plus(seconds) } });
const history = (seconds: number, interval: number, from = start) =>
  context.read((session) => runHistory(session, "flow_run", { start: from, end: from.plus(seconds), interval }, {}));

test("a run counts in the interval that begins with its time, not in the one that ends with it", async () => {
  for (const seconds of [-1, 0, 59.999999, 60, 180]) await runs.flowRun(expectedAt(seconds));
  const buckets = await history(180, 60);
  expect(buckets.map(({ states }) => states.map(({ count_runs: count }) => count))).toEqual([[2], [1], []]);
});

test("intervals are five hundred at most, empty ones included", async () => {
  await runs.flowRun(expectedAt(499));
  await runs.flowRun(expectedAt(500));
  const buckets = await history(1000, 1);
  expect(buckets).toHaveLength(500);
  expect(buckets.at(-1)?.states).toMatchObject([{ count_runs: 1 }]);
  expect(buckets.at(-1)?.interval_end).toEqual(start.plus(500));
});

test("a clock that goes back takes nothing away from the time of others", async () => {
  const run = await runs.flowRun("RUNNING");
  const from = run.expected_start_time;
  if (!run.state_timestamp || !from) throw new Error("the run has not begun");
  await runs.ask(run, { ...state("COMPLETED"), timestamp: run.state_timestamp.plus(-100) }, []);
  const [bucket] = await history(60, 60, from);
  expect(bucket?.states).toMatchObject([{ state_type: "COMPLETED", count_runs: 1, sum_estimated_run_time: 0 }]);
});

test("runs without a state are in none", async () => {
  const run = await runs.flowRun(expectedAt(0));
  await context.write(({ db }) =>
    db
      .updateTable("flow_run")
      .set({ state_id: null, state_type: null, state_name: null })
      .where("id", "=", run.id)
      .execute(),
  );
  expect(await history(60, 60)).toMatchObject([{ states: [] }]);
});
