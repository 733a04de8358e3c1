import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let flowId: string;
let deploymentId: string;
beforeAll(async () => {
  server = await testServer({ PREFECT_SERVER_API_MAX_PARAMETER_SIZE: "1000" });
  flowId = (await post("/flows/", { name: "flow" })).body.id;
  await post("/work_pools/", { name: "pool", type: "process" });
  const deployment = { name: "deployment", flow_id: flowId, work_pool_name: "pool" };
  deploymentId = (await post("/deployments/", deployment)).body.id;
});
afterAll(() => server.close());

interface Body {
  [field: string]: unknown;
  id: string;
}

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const answer = await server.request(method, path, body);
  return { status: answer.status, body: answer.body as Body };
}
const post = (path: string, body: unknown = {}) => ask("POST", path, body);

test.each([null, ""])("a run whose name is %j gets a name", async (name) => {
  const plain = await post("/flow_runs/", { flow_id: flowId, name });
  const deployed = await post(`/deployments/${deploymentId}/create_flow_run`, { name });
  for (const { status, body } of [plain, deployed]) {
    expect(status).toBe(201);
    expect(body["name"]).toMatch(/^\S+-\S+$/);
  }
});

test("a new run tells the pool and the queue that it waits in", async () => {
  const place = { work_pool_name: "pool", work_queue_name: "default", work_queue_id: expect.any(String) };
  const plain = await post("/flow_runs/", { flow_id: flowId, work_pool_name: "pool" });
  expect(plain.body).toMatchObject(place);
  expect(plain.body["work_pool_id"]).toEqual(expect.any(String));
  expect((await ask("GET", `/flow_runs/${plain.body.id}`)).body).toMatchObject(place);
  expect((await post(`/deployments/${deploymentId}/create_flow_run`)).body).toMatchObject(place);
});

test("parameters larger than the setting allows are refused, counted in Python's JSON", async () => {
  // {"a":"…"} is 8 bytes around the text; é is written as an escape of 6.
  const small = { a: "é".repeat(165) };
  const large = { a: "é".repeat(166) };
  const { status, body } = await post("/flow_runs/", { flow_id: flowId, parameters: small });
  expect(status).toBe(201);
  const refused = await post("/flow_runs/", { flow_id: flowId, parameters: large });
  expect(refused.status).toBe(422);
  expect(refused.body["exception_detail"]).toMatchObject([
    {
      loc: ["body", "parameters"],
      msg: "Value error, Flow run parameters must be less than 1,000 bytes when serialized (got 1,004 bytes).",
    },
  ]);
  expect((await ask("PATCH", `/flow_runs/${body.id}`, { parameters: large })).status).toBe(422);
});

test("the average lateness is a float", async () => {
  const { body } = await post("/flow_runs/", { flow_id: flowId, state: { type: "COMPLETED" } });
  const filter = { flow_runs: { id: { any_: [body.id] } } };
  const answer = await fetch(`${server.url}/flow_runs/lateness`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(filter),
  });
  expect(await answer.text()).toBe("0.0");
});
