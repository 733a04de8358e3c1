import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const missing = "00000000-0000-4000-8000-000000000001";
const reactive = { posture: "Reactive", expect: ["foo"] };
const automation = (fields: object = {}) => ({
  name: "an automation",
  trigger: reactive,
  actions: [{ type: "do-nothing" }],
  ...fields,
});
const create = (fields: object = {}) => server.request("POST", "/automations/", automation(fields));
const idOf = ({ body }: { body: unknown }): string => String(Object(body).id);
const read = async (id: string) => Object((await server.request("GET", `/automations/${id}`)).body);

describe("an automation that is made", () => {
  test("is answered with all its defaults, and its triggers with ids of their own", async () => {
    const { status, body } = await create({ trigger: { ...reactive, id: missing } });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      created: expect.any(String),
      updated: expect.any(String),
      name: "an automation",
      description: "",
      enabled: true,
      tags: [],
      trigger: {
        type: "event",
        id: expect.not.stringContaining(missing),
        match: {},
        match_related: {},
        after: [],
        expect: ["foo"],
        for_each: [],
        posture: "Reactive",
        threshold: 1,
        within: 0,
      },
      actions: [{ type: "do-nothing" }],
      actions_on_trigger: [],
      actions_on_resolve: [],
    });
    expect(await read(idOf({ body }))).toEqual(body);
  });

  test("keeps groups of triggers, and durations as seconds", async () => {
    const inner = { type: "compound", require: 1, within: "PT1M", triggers: [reactive] };
    const trigger = { type: "sequence", within: null, triggers: [{ posture: "Proactive" }, inner] };
    const { body } = await create({ trigger });
    expect(body).toMatchObject({
      trigger: {
        type: "sequence",
        within: null,
        triggers: [
          { posture: "Proactive", within: 10 },
          { type: "compound", within: 60, require: 1 },
        ],
      },
    });
  });

  test("has a payload that once was an object as text", async () => {
    const action = { type: "call-webhook", block_document_id: missing, payload: { message: "{{ x }}" } };
    const { body } = await create({ actions: [action] });
    expect(Object(body).actions[0].payload).toBe('{\n  "message": "{{ x }}"\n}');
  });
});

describe("what cannot be meant is refused", () => {
  const run = (fields: object) => ({ type: "run-deployment", source: "selected", deployment_id: missing, ...fields });
  const notification = (fields: object) => ({
    type: "send-notification",
    block_document_id: missing,
    body: "",
    ...fields,
  });
  test.each([
    [{ trigger: { posture: "Proactive", within: 5 } }, "must be greater than or equal to 10 seconds"],
    [{ trigger: { ...reactive, within: -1 } }, "Input should be greater than or equal to 0 seconds"],
    [
      { trigger: { type: "compound", require: 2, within: 1, triggers: [reactive] } },
      "less than or equal to the number",
    ],
    [{ trigger: { type: "compound", require: 0, within: 1, triggers: [reactive] } }, "require must be at least 1"],
    [{ actions: [run({ deployment_id: null })] }, "deployment_id is required"],
    [
      { actions: [{ type: "pause-work-pool", source: "inferred", work_pool_id: missing }] },
      "work_pool_id is not allowed",
    ],
    [{ actions: [run({ schedule_after: -1 })] }, "schedule_after must be non-negative"],
    [{ actions: [run({ parameters: { a: { b: "{{ x" } } })] }, "a.b: Invalid jinja: unexpected end of template"],
    [{ actions: [run({ parameters: { a: ["{{ x"] } })] }, "a[0]: Invalid jinja"],
    [{ actions: [run({ parameters: { a: { __prefect_kind: "json", value: "{" } } })] }, "a: Invalid JSON: Expecting"],
    [{ actions: [notification({ subject: "{{ x" })] }, "'subject' is not a valid template"],
    [{ actions: [notification({ body: "{% for %}" })] }, "'body' is not a valid template"],
    [{ actions: [{ type: "dance" }] }, "Input should be 'do-nothing'"],
    [{ surprise: 1 }, "Extra inputs are not permitted"],
  ])("%j", async (fields, message) => {
    const { status, body } = await create(fields);
    expect(status).toBe(422);
    const messages = Object(body).exception_detail.map(({ msg }: { msg: string }) => msg);
    expect(messages).toContainEqual(expect.stringContaining(message));
  });

  test("a deployment that is run is not there", async () => {
    const { status, body } = await create({ actions: [run({ job_variables: { a: 1 } })] });
    expect([status, body]).toEqual([404, { detail: "Deployment not found." }]);
  });

  test("its pool does not accept the job variables", async () => {
    const variables = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const template = { job_configuration: { n: "{{ n }}" }, variables };
    await server.request("POST", "/work_pools/", { name: "strict", type: "process", base_job_template: template });
    const flow = idOf(await server.request("POST", "/flows/", { name: "f" }));
    const deployment = { name: "d", flow_id: flow, work_pool_name: "strict" };
    const deployment_id = idOf(await server.request("POST", "/deployments/", deployment));
    const { status, body } = await create({ actions: [run({ deployment_id, job_variables: { n: "x" } })] });
    expect(status).toBe(422);
    expect(Object(body).detail).toMatch(/^Error creating automation: Validation failed for field 'n'/);
    expect((await create({ actions: [run({ deployment_id, job_variables: { n: 1 } })] })).status).toBe(201);
  });
});

describe("runs without an end", () => {
  const trigger = (fields: object) => ({ posture: "Reactive", expect: ["prefect.flow-run.Pending"], ...fields });
  const inferred = [{ type: "run-deployment", source: "inferred" }];
  const selected = [{ type: "run-deployment", deployment_id: missing }];

  test.each([
    [{ trigger: trigger({}), actions: inferred }, 422],
    [{ trigger: trigger({}), actions: selected }, 422],
    [{ trigger: trigger({ match: { "prefect.resource.id": "prefect.flow-run.*" } }), actions: selected }, 422],
    [{ trigger: trigger({ expect: ["prefect.flow-run.Failed"] }), actions: inferred }, 201],
    [{ trigger: trigger({ match_related: { "prefect.resource.id": "prefect.flow.1" } }), actions: selected }, 201],
    [{ trigger: trigger({ posture: "Proactive" }), actions: inferred }, 201],
    [{ trigger: trigger({}), actions: inferred, enabled: false }, 201],
  ])("%j: %s", async (fields, status) => {
    expect((await create(fields)).status).toBe(status);
  });

  test("are refused too where an automation is switched on", async () => {
    const id = idOf(await create({ trigger: trigger({}), actions: inferred, enabled: false }));
    const { status, body } = await server.request("PATCH", `/automations/${id}`, { enabled: true });
    expect(status).toBe(422);
    expect(body).toMatchObject({ exception_detail: [{ loc: [], msg: expect.stringContaining("infinite loop") }] });
    expect(await read(id)).toMatchObject({ enabled: false });
  });
});

describe("an automation that is changed", () => {
  test("is replaced, but keeps what the request leaves out", async () => {
    const id = idOf(await create({ description: "old", tags: ["t"], actions_on_trigger: [{ type: "do-nothing" }] }));
    const before = await read(id);
    const update = automation({ name: "new" });
    expect((await server.request("PUT", `/automations/${id}`, update)).status).toBe(204);
    const after = await read(id);
    expect(after).toMatchObject({ name: "new", description: "old", tags: ["t"], created: before.created });
    expect(after.actions_on_trigger).toEqual([{ type: "do-nothing" }]);
    expect(after.trigger.id).not.toBe(before.trigger.id);
  });

  test("is switched off and on, and stays as it is where nothing is said", async () => {
    const id = idOf(await create());
    const patch = async (body: object) => (await server.request("PATCH", `/automations/${id}`, body)).status;
    expect(await patch({ enabled: false })).toBe(204);
    expect(await patch({})).toBe(204);
    expect(await read(id)).toMatchObject({ enabled: false });
    expect(await patch({ enabled: true })).toBe(204);
    expect(await read(id)).toMatchObject({ enabled: true });
  });

  test("tells of it, as it does when it is made and deleted", async () => {
    const id = idOf(await create());
    await server.request("PATCH", `/automations/${id}`, { enabled: false });
    expect((await server.request("DELETE", `/automations/${id}`)).status).toBe(204);
    expect((await server.request("GET", `/automations/${id}`)).status).toBe(404);
    const filter = { resource: { id: [`prefect.automation.${id}`] }, order: "ASC" };
    await vi.waitFor(async () => {
      const { events } = Object((await server.request("POST", "/events/filter", { filter })).body);
      expect(events).toMatchObject([
        { event: "prefect.automation.created", payload: { id, name: "an automation", enabled: true } },
        { event: "prefect.automation.updated", payload: { enabled: false } },
        { event: "prefect.automation.deleted", resource: { "prefect.resource.name": "an automation" } },
      ]);
    });
  });

  test.each([
    ["PUT", automation()],
    ["PATCH", { enabled: true }],
    ["DELETE", undefined],
    ["GET", undefined],
  ])("is none: %s", async (method, body) => {
    const answer = await server.request(method, `/automations/${missing}`, body);
    expect([answer.status, answer.body]).toEqual([404, { exception_message: "Automation not found" }]);
  });
});

test("automations are listed and counted by name, tag and time", async () => {
  for (const name of ["l1", "l2", "l3"]) await create({ name, tags: name === "l3" ? [] : ["listed", name] });
  const list = async (automations: object, more: object = {}) => {
    const { body } = await server.request("POST", "/automations/filter", { automations, ...more });
    return Array.from(Object(body), ({ name }: { name: string }) => name);
  };
  const listed = { tags: { all_: ["listed"] } };
  expect(await list(listed)).toEqual(["l1", "l2"]);
  expect(await list(listed, { sort: "NAME_DESC", limit: 1, offset: 0 })).toEqual(["l2"]);
  expect(await list({ name: { any_: ["l3"] }, tags: { is_null_: true } })).toEqual(["l3"]);
  expect(await list({ ...listed, created: { before_: "2020-01-01T00:00:00Z" } })).toEqual([]);
  expect((await server.request("POST", "/automations/count", { automations: listed })).body).toBe(2);
});

describe("a resource", () => {
  const related = async (resource: string) => {
    const { body } = await server.request("GET", `/automations/related-to/${resource}`);
    return Array.from(Object(body), ({ id }: { id: string }) => id);
  };
  const deployment = "prefect.deployment.00000000-0000-4000-8000-0000000000d1";
  const run = { type: "run-deployment", deployment_id: deployment.replace("prefect.deployment.", "") };

  test("has the automations that run it, as long as they do", async () => {
    const id = idOf(await create({ actions: [run] }));
    expect(await related(deployment)).toEqual([id]);
    await server.request("PUT", `/automations/${id}`, automation());
    expect(await related(deployment)).toEqual([]);
  });

  test("owns automations, which go with it; one that it owns and that runs it is there once", async () => {
    const other = idOf(await create({ actions: [run] }));
    const owned = idOf(await create({ actions: [run], owner_resource: deployment }));
    expect((await related(deployment)).toSorted()).toEqual([other, owned].toSorted());
    await server.request("PUT", `/automations/${owned}`, automation());
    expect(await related(deployment)).toContain(owned);
    const answer = await server.request("DELETE", `/automations/owned-by/${deployment}`);
    expect([answer.status, answer.body]).toEqual([202, null]);
    expect(await related(deployment)).toEqual([other]);
  });
});
