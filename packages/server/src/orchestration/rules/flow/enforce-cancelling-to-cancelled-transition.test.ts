import { Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { enforceCancellingToCancelledTransition } from "./enforce-cancelling-to-cancelled-transition.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [enforceCancellingToCancelledTransition];

test("a run that is being cancelled becomes cancelled", async () => {
  expect((await runs.ask(await runs.flowRun("CANCELLING"), "CANCELLED", policy)).status).toBe("ACCEPT");
});

test.each(["COMPLETED", "RUNNING", "CANCELLING", "CRASHED"] as const)("and not %s", async (type) => {
  expect(await runs.ask(await runs.flowRun("CANCELLING"), type, policy)).toMatchObject({
    status: "REJECT",
    state: { type: "CANCELLING" },
    details: { reason: "Cannot transition flows that are cancelling to a state other than Cancelled." },
  });
});
