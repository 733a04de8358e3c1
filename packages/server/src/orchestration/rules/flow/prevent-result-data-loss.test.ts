import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { preventResultDataLoss } from "./prevent-result-data-loss.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [preventResultDataLoss];
const withResult = state("COMPLETED", { data: { type: "reference", storage_key: "a" } });

test.each([undefined, { type: "unpersisted" }, {}])("a kept result is not replaced by %j", async (data) => {
  const run = await runs.flowRun(withResult);
  const answer = await runs.ask(run, state("COMPLETED", { data }), policy);
  expect(answer).toMatchObject({
    status: "REJECT",
    state: { data: { storage_key: "a" } },
    details: {
      reason: "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.",
    },
  });
});

test("a kept result is replaced by another", async () => {
  const again = state("COMPLETED", { data: { type: "reference", storage_key: "b" } });
  const answer = await runs.ask(await runs.flowRun(withResult), again, policy);
  expect(answer).toMatchObject({ status: "ACCEPT", run: { state: { data: { storage_key: "b" } } } });
});

test("a run that ends otherwise may lose its result", async () => {
  expect((await runs.ask(await runs.flowRun(withResult), "FAILED", policy)).status).toBe("ACCEPT");
});
