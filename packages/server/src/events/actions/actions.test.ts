import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { v4 as uuid4 } from "uuid";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let server: TestServer;
let deployment: string;

type Body = Record<string, unknown>;

async function send(method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await server.request(method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return Object(answer.body);
}

const idOf = (body: Body): string => String(body["id"]);

beforeAll(async () => {
  server = await testServer({ PREFECT_UI_URL: "http://ui" }, { services: true });
  await send("POST", "/work_pools/", { name: "pool", type: "process" });
  const flow = idOf(await send("POST", "/flows/", { name: "flow" }));
  const body = { name: "deployment", flow_id: flow, work_pool_name: "pool", parameters: { a: 1 } };
  deployment = idOf(await send("POST", "/deployments/", body));
});
afterAll(() => server.close());

interface SeenEvent {
  id: string;
  event: string;
  payload: Body;
  related: Record<string, string>[];
  follows: string | null;
}

async function eventsAbout(resourceId: string): Promise<SeenEvent[]> {
  const filter = { resource: { id: [resourceId] }, order: "ASC" };
  return Object(await send("POST", "/events/filter", { filter, limit: 50 }))["events"];
}

interface Cause {
  resource?: Record<string, string>;
  related?: Record<string, string>[];
  payload?: Body;
}

/** Has an automation do actions because of an event; answers how they went. */
async function act(actions: Body[], cause: Cause = {}, trigger: Body = {}): Promise<SeenEvent[]> {
  const event = `event.${uuid4()}`;
  const automation = await send("POST", "/automations/", {
    name: "the automation",
    trigger: { posture: "Reactive", expect: [event], ...trigger },
    actions,
  });
  const occurred = new Date().toISOString();
  const resource = { "prefect.resource.id": "thing.1", ...cause.resource };
  const { related = [], payload = {} } = cause;
  await send("POST", "/events", [{ id: uuid4(), occurred, event, resource, related, payload }]);
  return await vi.waitFor(async () => {
    const seen = await eventsAbout(`prefect.automation.${idOf(automation)}`);
    const ends = seen.filter((one) => /action\.(?:executed|failed)$/.test(one.event));
    expect(ends).toHaveLength(actions.length);
    return ends.toSorted((a, b) => Number(a.payload["action_index"]) - Number(b.payload["action_index"]));
  });
}

const executed = "prefect.automation.action.executed";
const failed = "prefect.automation.action.failed";
const isAbout = (kind: string, id: string, role = "target") => ({
  "prefect.resource.id": `prefect.${kind}.${id}`,
  "prefect.resource.role": role,
});
const newRun = async (state: Body = { type: "RUNNING" }) => {
  const run = await send("POST", `/deployments/${deployment}/create_flow_run`, { state });
  return { id: idOf(run), resource: { "prefect.resource.id": `prefect.flow-run.${run["id"]}` } };
};
const stateOf = async (id: string): Promise<Body> => Object((await send("GET", `/flow_runs/${id}`))["state"]);

test("every action has an event when it is triggered, and one that follows it when it is over", async () => {
  const [end] = await act([{ type: "do-nothing" }]);
  expect(end).toMatchObject({ event: executed, payload: { action_index: 0, action_type: "do-nothing" } });
  const [cause] = end?.related ?? [];
  expect(cause).toMatchObject({ "prefect.resource.role": "automation-triggered-event" });
});

describe("running a deployment", () => {
  test("makes a run in its name, with parameters that come from the event", async () => {
    const parameters = {
      name: "{{ event.resource.id }}",
      count: "{{ event.payload.count }}",
      list: ["{{ event.payload.things }}", 1],
      text: "is {{ automation.name }} at {{ event.payload.count }}",
      inner: { same: "{{ event.payload.things[0] }}" },
    };
    const action = {
      type: "run-deployment",
      deployment_id: deployment,
      parameters,
      job_variables: { env: { A: "1" } },
    };
    const [end] = await act([action], { payload: { count: 3, things: ["x", 2.5] } });
    expect(end).toMatchObject({ event: executed, payload: { status_code: 201 } });
    const made = end?.related.find((one) => one["prefect.resource.role"] === "flow-run");
    const run = await send("GET", `/flow_runs/${made?.["prefect.resource.id"]?.replace("prefect.flow-run.", "")}`);
    expect(run).toMatchObject({
      deployment_id: deployment,
      state_type: "SCHEDULED",
      parameters: {
        a: 1,
        name: "thing.1",
        count: 3,
        list: [["x", 2.5], 1],
        text: "is the automation at 3",
        inner: { same: "x" },
      },
      job_variables: { env: { A: "1" } },
      created_by: { type: "AUTOMATION", display_value: "the automation" },
    });
    expect(run["idempotency_key"]).toMatch(/^automation .+, action 0, invocation .+$/);
  });

  test("after a while, if that is asked for", async () => {
    const action = { type: "run-deployment", deployment_id: deployment, schedule_after: 3600 };
    const [end] = await act([action]);
    const made = end?.related.find((one) => one["prefect.resource.role"] === "flow-run");
    const run = await send("GET", `/flow_runs/${made?.["prefect.resource.id"]?.replace("prefect.flow-run.", "")}`);
    const wait = Date.parse(String(run["expected_start_time"])) - Date.now();
    expect(wait / 1000).toBeGreaterThan(3500);
  });

  test("that the event names", async () => {
    const related = [{ "prefect.resource.role": "x", "prefect.resource.id": `prefect.deployment.${deployment}` }];
    const [end] = await act([{ type: "run-deployment", source: "inferred" }], { related });
    expect(end).toMatchObject({ event: executed });
    expect(end?.related).toContainEqual(isAbout("deployment", deployment));
  });

  test("fails where there is none, or a template cannot be rendered", async () => {
    const missing = "00000000-0000-4000-8000-000000000001";
    const ends = await act([
      { type: "run-deployment", source: "inferred" },
      { type: "run-deployment", deployment_id: missing },
      { type: "run-deployment", deployment_id: deployment, parameters: { a: "is {{ 1 / 0 }}" } },
    ]);
    expect(ends.map(({ event }) => event)).toEqual([failed, failed, failed]);
    expect(ends.map(({ payload }) => payload["reason"])).toEqual([
      "No deployment could be inferred",
      "Unexpected status from 'run-deployment' action: 404",
      expect.stringContaining("ZeroDivisionError"),
    ]);
    expect(ends[1]?.payload).toMatchObject({ status_code: 404 });
  });
});

describe("the state of a flow run", () => {
  test("is changed, to a name and with a message if there are any", async () => {
    const run = await newRun();
    const action = { type: "change-flow-run-state", state: "FAILED", name: "Nope", message: "because" };
    const [end] = await act([action], run);
    expect(end).toMatchObject({ event: executed, payload: { status_code: 201 } });
    expect(end?.related).toContainEqual(isAbout("flow-run", run.id));
    expect(await stateOf(run.id)).toMatchObject({ type: "FAILED", name: "Nope", message: "because" });
  });

  test("is that of the run which the trigger counts by, before that of the event", async () => {
    const [counted, other] = [await newRun(), await newRun()];
    const related = [{ ...other.resource, "prefect.resource.role": "flow-run" }];
    const trigger = { for_each: ["prefect.resource.id"] };
    await act([{ type: "change-flow-run-state", state: "CRASHED" }], { ...counted, related }, trigger);
    expect(await stateOf(counted.id)).toMatchObject({
      type: "CRASHED",
      message: expect.stringMatching(/^State changed by Automation /),
    });
    expect(await stateOf(other.id)).toMatchObject({ type: "RUNNING" });
  });

  test("is cancelled, suspended and resumed", async () => {
    const [cancelled, suspended] = [await newRun(), await newRun()];
    await act([{ type: "cancel-flow-run" }], cancelled);
    expect(await stateOf(cancelled.id)).toMatchObject({ type: "CANCELLING" });
    await act([{ type: "suspend-flow-run" }], suspended);
    expect(await stateOf(suspended.id)).toMatchObject({ type: "PAUSED", name: "Suspended" });
    const [end] = await act([{ type: "resume-flow-run" }], suspended);
    expect(end).toMatchObject({ event: executed });
    expect(await stateOf(suspended.id)).toMatchObject({ type: "SCHEDULED", name: "Resuming" });
  });

  test("that the rules put in place of the action's stays, though the action fails", async () => {
    const run = await newRun({ type: "SCHEDULED" });
    const [end] = await act([{ type: "cancel-flow-run" }], run);
    const reason = expect.stringMatching(/^Failed to set state: /);
    expect(end).toMatchObject({ event: failed, payload: { status_code: 201, reason } });
    expect(await stateOf(run.id)).toMatchObject({ type: "CANCELLED" });
  });

  test("stays where the rules say so, and the action fails", async () => {
    const run = await newRun({ type: "COMPLETED" });
    const ends = await act(
      [{ type: "suspend-flow-run" }, { type: "resume-flow-run" }, { type: "cancel-flow-run" }],
      run,
    );
    expect(ends.map(({ event }) => event)).toEqual([failed, failed, failed]);
    expect(ends[0]?.payload).toMatchObject({
      status_code: 200,
      reason: expect.stringMatching(/^Failed to set state: /),
    });
    expect(ends[1]?.payload["reason"]).toBe("Failed to resume flow run: Cannot resume a flow run that is not paused.");
    expect(await stateOf(run.id)).toMatchObject({ type: "COMPLETED" });
  });

  test("is gone with the run", async () => {
    const run = await newRun();
    const ends = await act([{ type: "delete-flow-run" }, { type: "delete-flow-run" }], run);
    expect(ends).toMatchObject([
      { event: executed, payload: { status_code: 204 } },
      { event: failed, payload: { status_code: 404, reason: "Unexpected status from 'delete-flow-run' action: 404" } },
    ]);
    expect((await server.request("GET", `/flow_runs/${run.id}`)).status).toBe(404);
  });

  test("cannot be changed without a run", async () => {
    const [end] = await act([{ type: "cancel-flow-run" }]);
    expect(end).toMatchObject({ event: failed, payload: { reason: "No flow run could be inferred" } });
  });
});

describe("pausing and resuming", () => {
  test("a deployment", async () => {
    const action = { deployment_id: deployment };
    const [end] = await act([{ type: "pause-deployment", ...action }]);
    expect(end).toMatchObject({ event: executed, payload: { status_code: 200 } });
    expect(await send("GET", `/deployments/${deployment}`)).toMatchObject({ paused: true });
    await act([{ type: "resume-deployment", ...action }]);
    expect(await send("GET", `/deployments/${deployment}`)).toMatchObject({ paused: false });
  });

  test("a work pool", async () => {
    const id = idOf(await send("GET", "/work_pools/pool"));
    const [end] = await act([{ type: "pause-work-pool", work_pool_id: id }]);
    expect(end).toMatchObject({ event: executed, payload: { status_code: 204 } });
    expect(end?.related).toContainEqual({ ...isAbout("work-pool", id), "prefect.resource.name": "pool" });
    expect(await send("GET", "/work_pools/pool")).toMatchObject({ is_paused: true });
    const resource = { "prefect.resource.id": `prefect.work-pool.${id}` };
    await act([{ type: "resume-work-pool", source: "inferred" }], { resource });
    expect(await send("GET", "/work_pools/pool")).toMatchObject({ is_paused: false });
  });

  test("a work queue", async () => {
    const id = idOf(await send("GET", "/work_pools/pool/queues/default"));
    await act([{ type: "pause-work-queue", work_queue_id: id }]);
    expect(await send("GET", `/work_queues/${id}`)).toMatchObject({ is_paused: true });
    await act([{ type: "resume-work-queue", work_queue_id: id }]);
    expect(await send("GET", `/work_queues/${id}`)).toMatchObject({ is_paused: false });
  });

  test("an automation", async () => {
    const body = { name: "other", trigger: { posture: "Reactive", expect: ["never"] }, actions: [] };
    const id = idOf(await send("POST", "/automations/", body));
    await act([{ type: "pause-automation", automation_id: id }]);
    expect(await send("GET", `/automations/${id}`)).toMatchObject({ enabled: false });
    const resource = { "prefect.resource.id": `prefect.automation.${id}` };
    await act([{ type: "resume-automation", source: "inferred" }], { resource });
    expect(await send("GET", `/automations/${id}`)).toMatchObject({ enabled: true });
  });

  test("what is not there", async () => {
    const missing = "00000000-0000-4000-8000-000000000001";
    const ends = await act([
      { type: "pause-deployment", deployment_id: missing },
      { type: "pause-work-pool", work_pool_id: missing },
      { type: "pause-work-queue", work_queue_id: missing },
      { type: "pause-automation", automation_id: missing },
      { type: "pause-work-pool", source: "inferred" },
    ]);
    expect(ends.map(({ payload }) => payload["reason"])).toEqual([
      "Unexpected status from 'pause-deployment' action: 404",
      `Work pool ${missing} not found`,
      "Unexpected status from 'pause-work-queue' action: 404",
      "Unexpected status from 'pause-automation' action: 404",
      "No work pool could be inferred",
    ]);
  });
});
