import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { handlePausingFlows } from "./handle-pausing-flows.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [handlePausingFlows];
const pause = (pause_key: string | null = "k") => state("PAUSED", { details: { pause_key } });
const suspend = () => state("PAUSED", { name: "Suspended", details: { pause_reschedule: true, pause_key: "k" } });

test("a running flow is paused, and remembers the key", async () => {
  const { status, run } = await runs.ask(await runs.flowRun("RUNNING"), pause(), policy);
  expect(status).toBe("ACCEPT");
  expect(run.empirical_policy.pause_keys).toEqual(["k"]);
});

test("a pause without a key gets one", async () => {
  const { run } = await runs.ask(await runs.flowRun("RUNNING"), pause(null), policy);
  expect(run.empirical_policy.pause_keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});

test.each([
  [pause, "Cannot pause flows that are not currently running."],
  [suspend, "Cannot suspend flows that are not currently running."],
])("only a running flow is paused or suspended", async (make, reason) => {
  const { status, details, run } = await runs.ask(await runs.flowRun("PENDING"), make(), policy);
  expect({ status, details }).toMatchObject({ status: "REJECT", details: { reason } });
  expect(run.empirical_policy.pause_keys).toEqual([]);
});

test("each key pauses once", async () => {
  const run = await runs.flowRun("RUNNING");
  await runs.ask(run, pause(), policy);
  await runs.ask(run, "RUNNING", []);
  expect(await runs.ask(run, pause(), policy)).toMatchObject({
    status: "REJECT",
    details: { reason: "This pause has already fired." },
  });
  expect((await runs.ask(run, pause("other"), policy)).status).toBe("ACCEPT");
});

test("of pauses that race for one key one is made", async () => {
  const run = await runs.flowRun("RUNNING");
  const answers = await Promise.all([1, 2, 3].map(() => runs.ask(run, pause(), policy)));
  expect(answers.filter(({ status }) => status === "ACCEPT")).toHaveLength(1);
});

test("a flow without a deployment is not suspended", async () => {
  expect(await runs.ask(await runs.flowRun("RUNNING"), suspend(), policy)).toMatchObject({
    status: "ABORT",
    details: { reason: "Cannot suspend flows without a deployment." },
  });
});

test("a flow with a deployment is suspended", async () => {
  const run = await runs.flowRun("RUNNING", { deployment_id: (await runs.deployment()).id });
  expect(await runs.ask(run, suspend(), policy)).toMatchObject({ status: "ACCEPT", state: { name: "Suspended" } });
});

test("a subflow is not suspended", async () => {
  const parent = await runs.taskRun("RUNNING");
  const run = await runs.flowRun("RUNNING", { parent_task_run_id: parent.id });
  expect(await runs.ask(run, suspend(), policy)).toMatchObject({
    status: "ABORT",
    details: { reason: "Cannot suspend subflows." },
  });
});
