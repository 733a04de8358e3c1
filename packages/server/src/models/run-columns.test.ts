import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { Runs, state } from "@prefect-ts/testing/runs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FlowRunRecord, toFlowRunResponse } from "./flow-run-record.ts";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const later = (run: FlowRunRecord, seconds: number) => {
  if (!run.state_timestamp) throw new Error("the run has no state");
  return run.state_timestamp.plus(seconds);
};
const timesOf = (run: FlowRunRecord, seconds: number) => {
  const { estimated_run_time: estimated, total_run_time: total } = toFlowRunResponse(run, later(run, seconds));
  return { estimated, total };
};

test("the time of a run that runs is estimated when it is read, and kept when it runs no more", async () => {
  const run = await runs.flowRun("RUNNING");
  expect(timesOf(run, 90.5)).toEqual({ estimated: 90.5, total: 0 });
  const paused = await runs.ask(run, { ...state("PAUSED"), timestamp: later(run, 2.5) }, []);
  expect(timesOf(paused.run, 60)).toEqual({ estimated: 2.5, total: 2.5 });
  const again = await runs.ask(run, { ...state("RUNNING"), timestamp: later(run, 100) }, []);
  expect(timesOf(again.run, 10)).toEqual({ estimated: 12.5, total: 2.5 });
});
