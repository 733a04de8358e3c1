import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireSlots } from "../../../models/concurrency-limits.ts";
import { enforceDeploymentConcurrencyOnLate } from "./enforce-deployment-concurrency-on-late.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [enforceDeploymentConcurrencyOnLate];
const late = () => state("SCHEDULED", { name: "Late" });

async function markLate(collision_strategy: "ENQUEUE" | "CANCEL_NEW", { full }: { full: boolean }) {
  const { id: deployment_id, limitId } = await runs.deployment({ limit: 1, options: { collision_strategy } });
  if (full) await context.write((tx) => acquireSlots(tx, [limitId], 1));
  return await runs.ask(await runs.flowRun("SCHEDULED", { deployment_id }), late(), policy);
}

test("a late run of a full deployment that cancels new ones is cancelled", async () => {
  expect(await markLate("CANCEL_NEW", { full: true })).toMatchObject({
    status: "REJECT",
    state: { type: "CANCELLED", message: "Deployment concurrency limit reached." },
    details: { reason: "Deployment concurrency limit is full and uses the CANCEL_NEW strategy." },
  });
});

test("it is late where there is a slot, or where runs wait for one", async () => {
  expect(await markLate("CANCEL_NEW", { full: false })).toMatchObject({ status: "ACCEPT", state: { name: "Late" } });
  expect(await markLate("ENQUEUE", { full: true })).toMatchObject({ status: "ACCEPT", state: { name: "Late" } });
});

test("a run without a deployment is late", async () => {
  expect((await runs.ask(await runs.flowRun("SCHEDULED"), late(), policy)).status).toBe("ACCEPT");
});
