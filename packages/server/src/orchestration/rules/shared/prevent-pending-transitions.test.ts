import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { preventPendingTransitions } from "./prevent-pending-transitions.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [preventPendingTransitions];

test.each(["PENDING", "RUNNING", "CANCELLING", "CANCELLED"] as const)(
  "a run that is %s is not submitted",
  async (type) => {
    const reason = `This run is in a ${type} state and cannot transition to a PENDING state.`;
    expect(await runs.ask(await runs.flowRun(type), "PENDING", policy)).toMatchObject({
      status: "ABORT",
      state: { type },
      details: { reason },
    });
    expect(await runs.askTask(await runs.taskRun(type), "PENDING", policy)).toMatchObject({
      status: "ABORT",
      details: { reason },
    });
  },
);

test("a pending run goes through names, and keeps its time and lease", async () => {
  const scheduled_time = Timestamp.parse("2020-01-01T00:00:00Z");
  const deployment_concurrency_lease_id = "11111111-1111-4111-8111-111111111111";
  const run = await runs.flowRun(state("PENDING", { details: { scheduled_time, deployment_concurrency_lease_id } }));
  const answer = await runs.ask(run, state("PENDING", { name: "Submitting" }), policy);
  expect(answer).toMatchObject({
    status: "ACCEPT",
    state: { name: "Submitting", state_details: { scheduled_time, deployment_concurrency_lease_id } },
  });
});

test.each(["Submitting", "Pending"])("but from Submitting not to %s", async (name) => {
  const run = await runs.flowRun(state("PENDING", { name: "Submitting" }));
  expect((await runs.ask(run, state("PENDING", { name }), policy)).status).toBe("ABORT");
});

test("of workers that race to submit a run one may", async () => {
  const run = await runs.flowRun("SCHEDULED");
  const answers = await Promise.all([1, 2, 3, 4].map(() => runs.ask(run, "PENDING", policy)));
  expect(answers.map(({ status }) => status).sort()).toEqual(["ABORT", "ABORT", "ABORT", "ACCEPT"]);
});
