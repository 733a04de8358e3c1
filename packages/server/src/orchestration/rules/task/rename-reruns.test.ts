import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renameReruns } from "./rename-reruns.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [renameReruns];

test("a task that runs for the first time is running", async () => {
  expect((await runs.askTask(await runs.taskRun("PENDING"), "RUNNING", policy)).state?.name).toBe("Running");
});

test.each([
  [state("SCHEDULED", { name: "AwaitingRetry" }), "Retrying"],
  [state("PENDING"), "Rerunning"],
])("after that its state is renamed", async (between, name) => {
  const task = await runs.taskRun("RUNNING");
  await runs.askTask(task, between, []);
  const answer = await runs.askTask(task, "RUNNING", policy);
  expect(answer).toMatchObject({ status: "ACCEPT", state: { type: "RUNNING", name }, run: { state_name: name } });
});
