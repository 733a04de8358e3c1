import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { preserveDeploymentConcurrencyLeaseId } from "./preserve-deployment-concurrency-lease-id.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [preserveDeploymentConcurrencyLeaseId];
const lease = "11111111-1111-4111-8111-111111111111";
const other = "22222222-2222-4222-8222-222222222222";
const leased = (id: string | null) => ({ details: { deployment_concurrency_lease_id: id } });

test("a state that says nothing of a lease keeps the run's", async () => {
  const run = await runs.flowRun(state("PENDING", leased(lease)));
  const { state: now } = await runs.ask(run, state("PENDING", { name: "Submitting", ...leased(null) }), policy);
  expect(now?.state_details.deployment_concurrency_lease_id).toBe(lease);
});

test("a state with a lease of its own keeps that", async () => {
  const run = await runs.flowRun(state("PENDING", leased(lease)));
  const { state: now } = await runs.ask(run, state("RUNNING", leased(other)), policy);
  expect(now?.state_details.deployment_concurrency_lease_id).toBe(other);
});

test("a run without a lease gets none", async () => {
  const { state: now } = await runs.ask(await runs.flowRun("PENDING"), "RUNNING", policy);
  expect(now?.state_details.deployment_concurrency_lease_id).toBeNull();
});
