import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLease } from "../../../models/concurrency-leases.ts";
import { secureFlowConcurrencySlots } from "./secure-flow-concurrency-slots.ts";
import { removeDeploymentConcurrencyLeaseForOldClientVersions } from "./remove-deployment-concurrency-lease-for-old-client-versions.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [removeDeploymentConcurrencyLeaseForOldClientVersions];

async function leaseAfter(clientVersion: string | null) {
  const { id: deployment_id, limitId } = await runs.deployment({ limit: 1 });
  const { run } = await runs.ask(await runs.flowRun("SCHEDULED", { deployment_id }), "PENDING", [
    secureFlowConcurrencySlots,
  ]);
  await runs.ask(run, state("RUNNING"), policy, { clientVersion });
  const id = run.state?.state_details.deployment_concurrency_lease_id ?? "";
  return { lease: await context.read((session) => readLease(session, id)), taken: await runs.taken(limitId) };
}

test.each([null, "3.4.10", "2.20.0"])("a client of release %s holds its slot without a lease", async (version) => {
  expect(await leaseAfter(version)).toEqual({ lease: undefined, taken: 1 });
});

test.each(["3.4.11", "3.8.8", "3.4.12.dev2", "3.4.11+5.g1234"])(
  "a client of release %s keeps its lease",
  async (version) => {
    expect(await leaseAfter(version)).toMatchObject({ lease: { slots: 1 }, taken: 1 });
  },
);
