import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLease, revokeLease } from "../../../models/concurrency-leases.ts";
import { acquireSlots, releaseSlots } from "../../../models/concurrency-limits.ts";
import { secureFlowConcurrencySlots } from "./secure-flow-concurrency-slots.ts";
import { validateDeploymentConcurrencyAtRunning } from "./validate-deployment-concurrency-at-running.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [validateDeploymentConcurrencyAtRunning];
const renewing = { clientVersion: "3.4.11" };

/** A pending run that holds a slot of a deployment with `limit` of them. */
async function pending(limit = 1) {
  const { id: deployment_id, limitId } = await runs.deployment({ limit });
  const { run } = await runs.ask(await runs.flowRun("SCHEDULED", { deployment_id }), "PENDING", [
    secureFlowConcurrencySlots,
  ]);
  const lease = run.state?.state_details.deployment_concurrency_lease_id ?? "";
  return { run, limitId, lease };
}

/** What happens to a run that takes too long to start. */
const reap = ({ lease, limitId }: { lease: string; limitId: string }) =>
  context.write(async (tx) => {
    await revokeLease(tx, lease);
    await releaseSlots(tx, [limitId], 1);
  });

test("a run that starts in time has its lease renewed", async () => {
  const { run, lease } = await pending();
  const before = await context.read((session) => readLease(session, lease));
  const { status, state: now } = await runs.ask(run, "RUNNING", policy, renewing);
  const after = await context.read((session) => readLease(session, lease));
  expect(status).toBe("ACCEPT");
  expect(now?.state_details.deployment_concurrency_lease_id).toBe(lease);
  expect(before && after?.expiration.isAfter(before.expiration)).toBe(true);
});

test("a run that lost its slot takes another", async () => {
  const held = await pending();
  await reap(held);
  const { status, state: now } = await runs.ask(held.run, "RUNNING", policy, renewing);
  const id = now?.state_details.deployment_concurrency_lease_id ?? "";
  expect(status).toBe("ACCEPT");
  expect(id).not.toBe(held.lease);
  expect(await context.read((session) => readLease(session, id))).toMatchObject({
    holder: { type: "flow_run", id: held.run.id },
  });
  expect(await runs.taken(held.limitId)).toBe(1);
});

test("or is cancelled where there is none", async () => {
  const held = await pending();
  await reap(held);
  await context.write((tx) => acquireSlots(tx, [held.limitId], 1));
  expect(await runs.ask(held.run, "RUNNING", policy, renewing)).toMatchObject({
    status: "REJECT",
    state: {
      type: "CANCELLED",
      message: "Deployment concurrency slot lost during provisioning - no slots available to continue execution",
    },
    details: { reason: "Deployment concurrency limit reached after lease expiry." },
  });
});

test.each([null, "3.4.10", "3.4.11rc1"])(
  "clients of release %s renew no leases, so none is asked of them",
  async (clientVersion) => {
    const held = await pending();
    await reap(held);
    await context.write((tx) => acquireSlots(tx, [held.limitId], 1));
    expect((await runs.ask(held.run, "RUNNING", policy, { clientVersion })).status).toBe("ACCEPT");
  },
);

test("a run without a lease is not looked at", async () => {
  const { status } = await runs.ask(await runs.flowRun(state("PENDING")), "RUNNING", policy, renewing);
  expect(status).toBe("ACCEPT");
});
