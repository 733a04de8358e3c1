import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const create = (body: object) => server.request("POST", "/work_pools/", body);
const read = (name: string, headers = {}) => server.request("GET", `/work_pools/${name}`, undefined, headers);
const update = (name: string, body: object) => server.request("PATCH", `/work_pools/${name}`, body);
const beat = (pool: string, body: object) => server.request("POST", `/work_pools/${pool}/workers/heartbeat`, body);

test("a pool comes with its default queue", async () => {
  const { status, body } = await create({ name: "made", type: "process", concurrency_limit: 3 });
  expect(status).toBe(201);
  expect(body).toMatchObject({ status: "NOT_READY", active_slots: 0, base_job_template: {} });
  const queue = await server.request("GET", "/work_pools/made/queues/default");
  expect(queue.body).toMatchObject({ id: Object(body).default_queue_id, priority: 1, work_pool_name: "made" });
  expect((await read("made")).body).toEqual(body);
});

test("a name that is taken, reserved or blank is refused", async () => {
  await create({ name: "taken" });
  expect(await create({ name: "taken" })).toMatchObject({
    status: 409,
    body: { detail: "A work pool with this name already exists." },
  });
  expect((await create({ name: "PrefectPool" })).status).toBe(403);
  expect((await server.request("DELETE", "/work_pools/prefect-x")).status).toBe(403);
  expect((await update("prefect-x", { description: "x" })).status).toBe(403);
  expect((await update("prefect-x", { is_paused: true })).status).toBe(404);
  expect(await create({ name: "' '" })).toMatchObject({
    status: 422,
    body: { exception_detail: [{ loc: ["body", "name"], msg: "Value error, name cannot be an empty string" }] },
  });
});

describe("a job template", () => {
  const template = (job: object, variables: object) => ({
    name: "template",
    base_job_template: { job_configuration: job, variables },
  });

  test("must declare the variables that its job uses, at any depth", async () => {
    const { body } = await create(template({ a: [{ b: "{{ image }}:{{tag}}" }] }, { properties: { image: {} } }));
    expect(Object(body).exception_detail[0].msg).toMatch(/undeclared variable\(s\): tag\.$/);
  });

  test("must have defaults that fit its variables", async () => {
    const variables = { type: "object", properties: { image: { type: "string", default: 5 } } };
    const { status, body } = await create(template({ a: "{{ image }}" }, variables));
    expect(status).toBe(422);
    expect(Object(body).detail).toMatch(/^Validation failed for work pool's job variable defaults: /);
  });

  test("may have a block as default, which must hold what fits", async () => {
    const type = Object((await server.request("POST", "/block_types/", { name: "Box", slug: "box" })).body).id;
    const schema = Object((await server.request("POST", "/block_schemas/", { block_type_id: type, fields: {} })).body);
    const document = { name: "box", block_type_id: type, block_schema_id: schema.id, data: { foo: "bar" } };
    const block = Object((await server.request("POST", "/block_documents/", document)).body).id;
    const make = (type: string, block_document_id: string) => {
      const box = { type, default: { $ref: { block_document_id } } };
      const variables = { properties: { box }, required: ["box"] };
      return create({ ...template({ a: "{{ box }}" }, variables), name: `${type} box` });
    };
    expect(await make("string", block)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("Failure reason: {'foo': 'bar'} is not of type 'string'") },
    });
    for (const missing of [type, "no id at all"]) {
      expect(await make("string", missing)).toMatchObject({ status: 404, body: { detail: "Block not found." } });
    }
    expect((await make("object", block)).status).toBe(201);
  });
});

test("a client up to 3.3.7 is not told of result storage blocks", async () => {
  await create({ name: "old" });
  const storage = async (agent: string) =>
    Object.keys(Object((await read("old", { "user-agent": agent })).body).storage_configuration);
  expect(await storage("prefect/3.3.7 (API 0.8.4)")).not.toContain("default_result_storage_block_id");
  expect(await storage("prefect/3.3.8 (API 0.8.4)")).toContain("default_result_storage_block_id");
});

describe("the status of a pool", () => {
  const statusOf = async (name: string) => Object((await read(name)).body).status;

  test("is what its workers make it, unless it is paused", async () => {
    await create({ name: "alive", type: "process" });
    await beat("alive", { name: "worker" });
    expect(await statusOf("alive")).toBe("READY");
    await update("alive", { is_paused: true });
    await beat("alive", { name: "worker" });
    expect(await statusOf("alive")).toBe("PAUSED");
    await update("alive", { is_paused: false });
    expect(await statusOf("alive")).toBe("READY");
  });

  test("is not ready without a worker that is online", async () => {
    await create({ name: "dead", type: "process", is_paused: true });
    expect(await statusOf("dead")).toBe("PAUSED");
    await update("dead", { is_paused: false });
    expect(await statusOf("dead")).toBe("NOT_READY");
  });

  test("is not shown of agents' pools", async () => {
    await create({ name: "agents" });
    expect(await statusOf("agents")).toBeNull();
  });
});

test("a worker is known by its name, and keeps its interval", async () => {
  await create({ name: "crew", type: "process" });
  await beat("crew", { name: "worker", heartbeat_interval_seconds: 7 });
  await beat("crew", { name: "worker" });
  const workers = () => server.request("POST", "/work_pools/crew/workers/filter", {});
  expect((await workers()).body).toMatchObject([{ name: "worker", heartbeat_interval_seconds: 7, status: "ONLINE" }]);
  expect((await server.request("DELETE", "/work_pools/crew/workers/worker")).status).toBe(204);
  expect((await workers()).body).toEqual([]);
  expect(await beat("nobody", { name: "worker" })).toMatchObject({
    status: 404,
    body: { detail: 'Work pool "nobody" not found.' },
  });
});

test("what must not be null is a conflict and changes nothing", async () => {
  await create({ name: "strict", description: "kept" });
  expect((await update("strict", { description: "new", storage_configuration: null })).status).toBe(409);
  expect((await read("strict")).body).toMatchObject({ description: "kept" });
});

test("the default queue goes with its pool only", async () => {
  await create({ name: "whole" });
  expect((await server.request("DELETE", "/work_pools/whole/queues/default")).status).toBe(409);
  expect((await server.request("DELETE", "/work_pools/whole")).status).toBe(204);
  expect((await server.request("GET", "/work_pools/whole/queues/default")).status).toBe(404);
});
