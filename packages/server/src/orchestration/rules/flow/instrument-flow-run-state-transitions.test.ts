import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { instrumentFlowRunStateTransitions } from "./instrument-flow-run-state-transitions.ts";
import { preventResultDataLoss } from "./prevent-result-data-loss.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [instrumentFlowRunStateTransitions];
const flowRunEvents = () => context.emitted.filter(({ event }) => event.startsWith("prefect.flow-run."));

test("a new state is an event with the id of the state, after the one before", async () => {
  const run = await runs.flowRun("PENDING", { name: "brave-otter", tags: ["z", "a"] });
  const { state: running } = await runs.ask(run, state("RUNNING", { message: "off we go" }), policy);
  const [, event] = flowRunEvents();
  expect(event).toMatchObject({
    id: running?.id,
    follows: run.state_id,
    event: "prefect.flow-run.Running",
    resource: {
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": "brave-otter",
      "prefect.run-count": "1",
      "prefect.state-message": "off we go",
      "prefect.state-name": "Running",
      "prefect.state-timestamp": `${running?.timestamp.toJSON().slice(0, -1)}+00:00`,
      "prefect.state-type": "RUNNING",
    },
    related: [
      {
        "prefect.resource.id": `prefect.flow.${run.flow_id}`,
        "prefect.resource.role": "flow",
        "prefect.resource.name": "flow",
      },
      { "prefect.resource.id": "prefect.tag.a", "prefect.resource.role": "tag" },
      { "prefect.resource.id": "prefect.tag.z", "prefect.resource.role": "tag" },
    ],
    payload: {
      intended: { from: "PENDING", to: "RUNNING" },
      initial_state: { type: "PENDING", name: "Pending" },
      validated_state: { type: "RUNNING", name: "Running", message: "off we go" },
    },
  });
});

test("a pause says whether it suspends", async () => {
  await runs.flowRun(state("PAUSED", { details: { pause_reschedule: true } }));
  expect(flowRunEvents()[0]?.payload["validated_state"]).toMatchObject({ pause_reschedule: "true" });
});

test("a message beyond a hundred thousand characters is cut in the middle", async () => {
  await runs.ask(await runs.flowRun("PENDING"), state("FAILED", { message: "x".repeat(100_500) }), policy);
  const message = flowRunEvents()[1]?.resource["prefect.state-message"] ?? "";
  expect(message).toHaveLength(100_000 + "...500 additional characters...".length);
});

test("a run's deployment and creator are related", async () => {
  const { id } = await runs.deployment();
  const created_by = { id, type: "DEPLOYMENT", display_value: "nightly" };
  await runs.flowRun("PENDING", { deployment_id: id, created_by });
  expect(flowRunEvents()[0]?.related).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        "prefect.resource.id": `prefect.deployment.${id}`,
        "prefect.resource.role": "deployment",
      }),
      {
        "prefect.resource.id": `prefect.deployment.${id}`,
        "prefect.resource.role": "creator",
        "prefect.resource.name": "nightly",
      },
    ]),
  );
});

test("a transition that writes nothing is no event", async () => {
  const run = await runs.flowRun(state("COMPLETED", { data: { type: "reference" } }));
  await runs.ask(run, "COMPLETED", [preventResultDataLoss, ...policy]);
  expect(flowRunEvents()).toHaveLength(1);
});
