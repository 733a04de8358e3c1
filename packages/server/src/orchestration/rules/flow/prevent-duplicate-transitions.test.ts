import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { preventDuplicateTransitions } from "./prevent-duplicate-transitions.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [preventDuplicateTransitions];
const id = "11111111-1111-4111-8111-111111111111";
const running = (transition_id: string | null) => state("RUNNING", { details: { transition_id } });

test("the same transition asked for again is rejected with the state that it made", async () => {
  const run = await runs.flowRun("PENDING");
  const first = await runs.ask(run, running(id), policy);
  const second = await runs.ask(run, running(id), policy);
  expect(first.status).toBe("ACCEPT");
  expect(second).toMatchObject({
    status: "REJECT",
    state: { id: first.state?.id },
    details: { reason: "This run has already made this state transition." },
  });
});

test.each([null, "22222222-2222-4222-8222-222222222222"])(
  "a transition with the id %s is another one",
  async (other) => {
    const run = await runs.flowRun(running(id));
    expect((await runs.ask(run, running(other), policy)).status).toBe("ACCEPT");
  },
);

test("transitions without an id are never the same", async () => {
  const run = await runs.flowRun(running(null));
  expect((await runs.ask(run, running(null), policy)).status).toBe("ACCEPT");
});

test("of two that race with the same id one is made", async () => {
  const run = await runs.flowRun("PENDING");
  const answers = await Promise.all([runs.ask(run, running(id), policy), runs.ask(run, running(id), policy)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(["ACCEPT", "REJECT"]);
});
