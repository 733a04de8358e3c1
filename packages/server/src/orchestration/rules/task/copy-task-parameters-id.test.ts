import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyTaskParametersId } from "./copy-task-parameters-id.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [copyTaskParametersId];
const [kept, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];

test.each([
  ["SCHEDULED", "PENDING"],
  ["PENDING", "RUNNING"],
  ["SCHEDULED", "RUNNING"],
] as const)("the parameters' id goes from %s to %s", async (from, to) => {
  const task = await runs.taskRun(state(from, { details: { task_parameters_id: kept } }));
  expect((await runs.askTask(task, to, policy)).state?.state_details.task_parameters_id).toBe(kept);
});

test("an id that is proposed wins", async () => {
  const task = await runs.taskRun(state("SCHEDULED", { details: { task_parameters_id: kept } }));
  const answer = await runs.askTask(task, state("PENDING", { details: { task_parameters_id: other } }), policy);
  expect(answer.state?.state_details.task_parameters_id).toBe(other);
});
