import { flowPolicy, Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLease, revokeLease } from "../../../models/concurrency-leases.ts";
import { retryFailedFlows } from "./retry-failed-flows.ts";
import { secureFlowConcurrencySlots } from "./secure-flow-concurrency-slots.ts";
import { releaseFlowConcurrencySlots } from "./release-flow-concurrency-slots.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [releaseFlowConcurrencySlots];

/** A run that holds the one slot of its deployment. */
async function running(retries: number | null = null) {
  const { id: deployment_id, limitId } = await runs.deployment({ limit: 1 });
  const empirical_policy = flowPolicy({ retries, retry_delay: 0 });
  const run = await runs.flowRun("SCHEDULED", { deployment_id, empirical_policy });
  const { state: pending } = await runs.ask(run, "PENDING", [secureFlowConcurrencySlots]);
  const deployment_concurrency_lease_id = pending?.state_details.deployment_concurrency_lease_id ?? "";
  await runs.ask(run, state("RUNNING", { details: { deployment_concurrency_lease_id } }), policy);
  return { run, limitId, lease: deployment_concurrency_lease_id };
}

test("a run keeps its slot while it runs or is being cancelled", async () => {
  const { run, limitId } = await running();
  expect(await runs.taken(limitId)).toBe(1);
  await runs.ask(run, "CANCELLING", policy);
  expect(await runs.taken(limitId)).toBe(1);
});

test.each(["COMPLETED", "FAILED", "CRASHED", "PAUSED", "SCHEDULED"] as const)(
  "a run gives its slot back when %s",
  async (type) => {
    const { run, limitId, lease } = await running();
    await runs.ask(run, type, policy);
    expect(await runs.taken(limitId)).toBe(0);
    expect(await context.read((session) => readLease(session, lease))).toBeUndefined();
  },
);

test("also where its lease is gone", async () => {
  const { run, limitId, lease } = await running();
  await context.write((tx) => revokeLease(tx, lease));
  await runs.ask(run, "COMPLETED", policy);
  expect(await runs.taken(limitId)).toBe(0);
});

test("also where it never had one", async () => {
  const { run, limitId } = await running();
  await runs.ask(run, "RUNNING", []);
  await runs.ask(run, "COMPLETED", policy);
  expect(await runs.taken(limitId)).toBe(0);
});

test("a run that waits for a retry in its process keeps its slot", async () => {
  const { run, limitId } = await running(1);
  const { state: now } = await runs.ask(run, "FAILED", [retryFailedFlows, ...policy]);
  expect(now?.name).toBe("AwaitingRetry");
  expect(await runs.taken(limitId)).toBe(1);
});

test("one that asks to be run again elsewhere does not", async () => {
  const { run, limitId } = await running();
  await runs.ask(run, state("SCHEDULED", { name: "AwaitingRetry" }), policy);
  expect(await runs.taken(limitId)).toBe(0);
});

test("a run that held none gives none back", async () => {
  const { limitId, run } = await running();
  const { deployment_id } = run;
  const other = await runs.flowRun("SCHEDULED", { deployment_id });
  await runs.ask(other, "CANCELLED", policy);
  expect(await runs.taken(limitId)).toBe(1);
});
