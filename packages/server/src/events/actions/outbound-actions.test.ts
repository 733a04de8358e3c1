import { type HttpRecorder, httpRecorder } from "@prefect-ts/testing/http-recorder";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { v4 as uuid4 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";

let server: TestServer;
let strict: TestServer;
let recorder: HttpRecorder;

beforeAll(async () => {
  recorder = await httpRecorder();
  const env = { PREFECT_UI_URL: "http://ui.example" };
  server = await testServer({ ...env, PREFECT_SERVER_EVENTS_ALLOW_PRIVATE_URLS: "true" }, { services: true });
  strict = await testServer(env, { services: true });
});
afterAll(async () => {
  await server.close();
  await strict.close();
  await recorder.close();
});
beforeEach(() => {
  recorder.requests.length = 0;
  recorder.answer(200, "ok");
});

const idOf = ({ body }: { body: unknown }): string => String(Object(body).id);

async function block(slug: string, data: object, on = server): Promise<string> {
  const type = idOf(await on.request("GET", `/block_types/slug/${slug}`));
  const schemas = await on.request("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type] } },
  });
  const schema = Object(schemas.body)[0].id;
  const document = { name: `block-${uuid4()}`, block_type_id: type, block_schema_id: schema, data };
  const made = await on.request("POST", "/block_documents/", document);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return idOf(made);
}

interface End {
  event: string;
  payload: Record<string, unknown>;
  related: Record<string, string>[];
}

/** Has an automation do one thing because of an event about `resource`; answers how it went. */
async function act(action: object, resource: Record<string, string> = {}, on = server): Promise<End> {
  const event = `event.${uuid4()}`;
  const trigger = { posture: "Reactive", expect: [event] };
  const id = idOf(await on.request("POST", "/automations/", { name: "automation", trigger, actions: [action] }));
  const about = { "prefect.resource.id": "thing.1", ...resource };
  const occurred = new Date().toISOString();
  await on.request("POST", "/events", [{ id: uuid4(), occurred, event, resource: about, payload: { n: 1 } }]);
  return await vi.waitFor(async () => {
    const filter = {
      resource: { id: [`prefect.automation.${id}`] },
      event: { name: ["prefect.automation.action.executed", "prefect.automation.action.failed"] },
    };
    const [end] = Object((await on.request("POST", "/events/filter", { filter })).body).events;
    expect(end).toBeDefined();
    return end;
  });
}

test("a notification is sent with what its templates say of the run", async () => {
  const flow = idOf(await server.request("POST", "/flows/", { name: "the flow" }));
  const run = await server.request("POST", "/flow_runs/", {
    flow_id: flow,
    name: "the run",
    state: { type: "RUNNING" },
  });
  const resource = {
    "prefect.resource.id": `prefect.flow-run.${idOf(run)}`,
    "prefect.resource.name": "the run",
    "prefect.state-name": "Crashed",
    "prefect.state-type": "CRASHED",
    "prefect.state-message": "boom",
    "prefect.state-timestamp": "2026-01-02T03:04:05.678901Z",
  };
  const id = await block("slack-webhook", { url: `${recorder.url}/hook` });
  const end = await act(
    {
      type: "send-notification",
      block_document_id: id,
      subject: "{{ flow_run.name }} is {{ flow_run.state.name | upper }}",
      body: [
        "{{ flow_run.state.message }} {{ flow_run.state.is_failed() }} {{ flow_run.state.timestamp }}",
        "{{ flow_run | ui_url }} {{ automation | ui_url }}",
        "{% for label, value in event.resource.items() if 'state-type' in label %}{{ value }}{% endfor %}",
        "{{ event.payload.n + 1 }} {{ event.resource.labels.prefect.resource.name }} {{ deployment.name }}|{{ nothing.at.all }}",
      ].join("\n"),
    },
    resource,
  );
  expect(end).toMatchObject({ event: "prefect.automation.action.executed" });
  expect(end.related).toContainEqual(
    expect.objectContaining({ "prefect.resource.id": `prefect.block-document.${id}` }),
  );
  const [request] = recorder.requests;
  const [attachment] = JSON.parse(request?.body ?? "").attachments;
  expect(attachment.title).toBe("the run is CRASHED");
  const [first, second, ...rest] = attachment.text.split("\n");
  expect(first).toBe("boom False 2026-01-02 03:04:05.678901+00:00");
  expect(second).toMatch(
    new RegExp(`^http://ui.example/runs/flow-run/${idOf(run)} http://ui.example/automations/automation/[0-9a-f-]+$`),
  );
  expect(rest).toEqual(["CRASHED", "2 the run |"]);
});

test("a notification that is not taken fails, and says why", async () => {
  recorder.answer(500);
  const id = await block("slack-webhook", { url: `${recorder.url}/secret` });
  const end = await act({ type: "send-notification", block_document_id: id, body: "b" });
  expect(end).toMatchObject({
    event: "prefect.automation.action.failed",
    payload: { reason: "Notification failed", notification_log: "the notification was answered with status 500" },
  });
  expect(JSON.stringify(end)).not.toContain("/secret");
});

test("a webhook is called, and its answer is told", async () => {
  recorder.answer(404, "x".repeat(2000), { "x-a": "b", "x-prefect-a": "hidden", via: "hidden" });
  const id = await block("webhook", { url: `${recorder.url}/hook`, method: "PATCH", headers: { "X-Key": "k" } });
  const payload = '{"n": {{ event.payload.n | tojson }}, "who": "{{ automation.name }}"}';
  const end = await act({ type: "call-webhook", block_document_id: id, payload });
  expect(end).toMatchObject({ event: "prefect.automation.action.executed", payload: { status_code: 404 } });
  expect(end.payload["response_body"]).toBe(`${"x".repeat(500)}...1000 additional characters...${"x".repeat(500)}`);
  expect(end.payload["response_headers"]).toMatchObject({ "x-a": "b" });
  expect(JSON.stringify(end)).not.toContain("hidden");
  expect(recorder.requests).toMatchObject([{ method: "PATCH", path: "/hook", body: '{"n": 1, "who": "automation"}' }]);
  expect(recorder.requests[0]?.headers["x-key"]).toBe("k");
});

test("neither goes to a private address unless the server allows it", async () => {
  const url = `${recorder.url}/hook`;
  const webhook = await block("webhook", { url }, strict);
  const slack = await block("slack-webhook", { url }, strict);
  const called = await act({ type: "call-webhook", block_document_id: webhook }, {}, strict);
  const notified = await act({ type: "send-notification", block_document_id: slack, body: "b" }, {}, strict);
  expect(called.payload["reason"]).toMatch(/^Webhook call failed: the address is private/);
  expect(notified.payload["notification_log"]).toMatch(/^the address is private/);
  expect(recorder.requests).toEqual([]);
});

test("nor where the block itself does not", async () => {
  const webhook = await block("webhook", { url: recorder.url, allow_private_urls: false });
  const called = await act({ type: "call-webhook", block_document_id: webhook });
  expect(called.payload["reason"]).toMatch(/^Webhook call failed: the address is private/);
  expect(recorder.requests).toEqual([]);
});

test("a block of another kind, or none, is an error", async () => {
  const secret = await block("secret", { value: "v" });
  const missing = "00000000-0000-4000-8000-000000000001";
  const reasons = [];
  for (const block_document_id of [secret, missing]) {
    for (const action of [{ type: "call-webhook" }, { type: "send-notification", body: "b" }]) {
      reasons.push((await act({ ...action, block_document_id })).payload["reason"]);
    }
  }
  expect(reasons).toEqual([
    "The referenced block was not a webhook block",
    "The referenced block was not a notification block",
    "Unexpected status from 'call-webhook' action: 404",
    "Unexpected status from 'send-notification' action: 404",
  ]);
});

test("a template that cannot be rendered is an error that names it", async () => {
  const id = await block("webhook", { url: recorder.url });
  const end = await act({ type: "call-webhook", block_document_id: id, payload: "{{ event.nope() }}" });
  expect(end.payload).toMatchObject({
    reason: `Template rendering failed: UndefinedError("'nope' is undefined")`,
    template_source: "{{ event.nope() }}",
  });
  expect(recorder.requests).toEqual([]);
});
