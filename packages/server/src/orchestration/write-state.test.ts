import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { Runs, state } from "@prefect-ts/testing/runs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLatestArtifact } from "../models/artifacts.ts";
import { readStatesOfFlowRun, readStatesOfTaskRun } from "../models/run-states.ts";
import { rule } from "./rule.ts";
import type { FlowRunRecord } from "../models/flow-run-record.ts";

let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const artifacts = () => context.read((session) => session.db.selectFrom("artifact").selectAll().execute());

test("a state is kept with its run, in the order in which it came", async () => {
  const run = await runs.flowRun("PENDING");
  await runs.ask(run, state("RUNNING", { message: "off" }), []);
  const { run: after } = await runs.ask(run, "COMPLETED", []);
  const states = await context.read((session) => readStatesOfFlowRun(session, run.id));
  expect(states.map(({ type, message }) => [type, message])).toEqual([
    ["PENDING", null],
    ["RUNNING", "off"],
    ["COMPLETED", null],
  ]);
  expect(after.state_id).toBe(states[2]?.id);
});

test("a result is kept as an artifact of its run, and shown with the state", async () => {
  const flowRun = await runs.flowRun("RUNNING");
  const task = await runs.taskRun("RUNNING", { flow_run_id: flowRun.id });
  const data = { type: "reference", storage_key: "a" };
  await runs.askTask(task, state("COMPLETED", { data }), []);
  expect(await artifacts()).toMatchObject([{ data, key: null, flow_run_id: flowRun.id, task_run_id: task.id }]);
  const states = await context.read((session) => readStatesOfTaskRun(session, task.id));
  expect(states.at(-1)?.data).toEqual(data);
});

test("a result that says that it is not kept is answered once and not kept", async () => {
  const run = await runs.flowRun("RUNNING");
  const answer = await runs.ask(run, state("COMPLETED", { data: { type: "unpersisted" } }), []);
  expect(answer.state?.data).toEqual({ type: "unpersisted" });
  expect(answer.run.state?.data).toBeNull();
  expect(await artifacts()).toEqual([]);
});

test("a result may name its artifact", async () => {
  const run = await runs.flowRun("RUNNING");
  const named = { artifact_key: "report", artifact_type: "table", artifact_description: "numbers" };
  const { state: now } = await runs.ask(run, state("COMPLETED", { data: { rows: 1, ...named } }), []);
  expect(now?.data).toEqual({ rows: 1 });
  expect(await context.read((session) => readLatestArtifact(session, "report"))).toMatchObject({
    type: "table",
    description: "numbers",
    data: { rows: 1 },
    flow_run_id: run.id,
  });
});

test("a transition that is stopped leaves the run's row as it is", async () => {
  const stop = rule<FlowRunRecord>({
    name: "Stop",
    from: "any",
    to: "any",
    before: (_, decision) => decision.abort("stop"),
  });
  const run = await runs.flowRun("PENDING");
  const { run: after } = await runs.ask(run, "RUNNING", [stop]);
  expect(after).toEqual(run);
});

test("a transition whose rule fails leaves nothing behind, and others go on", async () => {
  const broken = rule<FlowRunRecord>({
    name: "Broken",
    from: "any",
    to: "any",
    after: () => {
      throw new Error("broken");
    },
  });
  const run = await runs.flowRun("PENDING");
  const emitted = context.emitted.length;
  const [failing, passing] = await Promise.allSettled([
    runs.ask(run, "RUNNING", [broken]),
    runs.ask(run, "SCHEDULED", []),
  ]);
  expect([failing.status, passing.status]).toEqual(["rejected", "fulfilled"]);
  const states = await context.read((session) => readStatesOfFlowRun(session, run.id));
  expect(states.map(({ type }) => type)).toEqual(["PENDING", "SCHEDULED"]);
  expect(context.emitted).toHaveLength(emitted);
});
