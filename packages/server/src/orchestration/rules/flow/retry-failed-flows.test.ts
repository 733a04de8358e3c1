import { flowPolicy, Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { retryFailedFlows } from "./retry-failed-flows.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [retryFailedFlows];
const retrying = (retries: number | null, retry_delay = 0) => ({
  empirical_policy: flowPolicy({ retries, retry_delay, pause_keys: ["k"], resuming: true }),
});
const failed = () => state("FAILED", { message: "no luck", data: { type: "reference" } });

async function started(fields: ReturnType<typeof retrying>, lease: string | null = null) {
  const run = await runs.flowRun("PENDING", fields);
  await runs.ask(run, state("RUNNING", { details: { deployment_concurrency_lease_id: lease } }), [], {
    apiVersion: [0, 8, 3],
  });
  return run;
}

test("a failed flow with retries left waits for the next, with what the failure said", async () => {
  const answer = await runs.ask(await started(retrying(1, 60)), failed(), policy);
  expect(answer).toMatchObject({
    status: "REJECT",
    state: { type: "SCHEDULED", name: "AwaitingRetry", message: "no luck", data: { type: "reference" } },
    details: { reason: "Retrying" },
  });
  const scheduled = answer.state?.state_details.scheduled_time;
  expect(scheduled?.isAfter(Timestamp.now().plus(50))).toBe(true);
  expect(answer.run.empirical_policy).toMatchObject({ pause_keys: [], resuming: false, retry_type: "in_process" });
});

test("it keeps the lease of its deployment's slot", async () => {
  const lease = "11111111-1111-4111-8111-111111111111";
  const { state: retry } = await runs.ask(await started(retrying(1), lease), failed(), policy);
  expect(retry?.state_details.deployment_concurrency_lease_id).toBe(lease);
});

test.each([null, 0])("a failed flow with %s retries fails", async (retries) => {
  const { status, run } = await runs.ask(await started(retrying(retries)), failed(), policy);
  expect(status).toBe("ACCEPT");
  expect(run.empirical_policy.retry_type).toBeNull();
});

test("a failed flow with its retries behind it fails, and is no longer a retry", async () => {
  const run = await started(retrying(1));
  await runs.ask(run, failed(), policy);
  await runs.ask(run, "RUNNING", []);
  const { status, run: after } = await runs.ask(run, failed(), policy);
  expect(status).toBe("ACCEPT");
  expect(after).toMatchObject({ run_count: 2, empirical_policy: { retry_type: null } });
});

test("before API 0.8.3 its failed task runs start over with it", async () => {
  const run = await started(retrying(1));
  const task = await runs.taskRun("RUNNING", { flow_run_id: run.id });
  const done = await runs.taskRun("COMPLETED", { flow_run_id: run.id });
  await runs.askTask(task, "FAILED", []);
  await runs.ask(run, failed(), policy, { apiVersion: [0, 8, 2] });
  expect(await runs.readTaskRun(task)).toMatchObject({ state_name: "AwaitingRetry", run_count: 0 });
  expect(await runs.readTaskRun(done)).toMatchObject({ state_name: "Completed" });
});

test("since then they do not", async () => {
  const run = await started(retrying(1));
  const task = await runs.taskRun("FAILED", { flow_run_id: run.id });
  const { run: after } = await runs.ask(run, failed(), policy, { apiVersion: [0, 8, 3] });
  expect(await runs.readTaskRun(task)).toMatchObject({ state_name: "Failed" });
  expect(after.empirical_policy.pause_keys).toEqual(["k"]);
});
