import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, it } from "vitest";

let server: TestServer;
let flowId: string;

interface Known {
  id: string;
  [field: string]: unknown;
}

async function send<T = Known>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await server.request(method, path, body);
  return { status: answer.status, body: answer.body as T };
}

const deploy = (name: string, more: object = {}) => send("POST", "/deployments/", { name, flow_id: flowId, ...more });
const scheduledOf = async (id: string) =>
  (await send<number>("POST", "/flow_runs/count", { deployments: { id: { any_: [id] } } })).body;

beforeAll(async () => {
  server = await testServer();
  flowId = (await send("POST", "/flows/", { name: "deployed", labels: { team: "a" } })).body.id;
});
afterAll(() => server.close());

it("deploying again keeps what the body does not name, but for parameters and schedules", async () => {
  const schedules = [{ schedule: { interval: 3600 } }];
  const first = await deploy("again", { tags: ["a"], description: "d", parameters: { x: 1 }, schedules });
  expect(first.status).toBe(201);
  const second = await deploy("again");
  expect(second.status).toBe(200);
  expect(second.body).toMatchObject({
    id: first.body.id,
    tags: ["a"],
    description: "d",
    parameters: {},
    schedules: [],
  });
  expect(second.body["labels"]).toEqual({ team: "a", "prefect.flow.id": flowId });
});

it("deploying again takes away what the old schedules had planned", async () => {
  const schedules = [{ schedule: { cron: "0 9 * * *", timezone: "Europe/Paris" } }];
  const { body } = await deploy("replanned", { schedules });
  const range = { start_time: "2036-03-28T00:00:00Z", end_time: "2036-03-31T00:00:00Z" };
  await send("POST", `/deployments/${body.id}/schedule`, range);
  expect(await scheduledOf(body.id)).toBeGreaterThanOrEqual(3);
  await deploy("replanned");
  expect(await scheduledOf(body.id)).toBe(0);
});

it("runs are planned once, with the keys that the reference gives them, and go with a pause", async () => {
  const cron = { schedule: { cron: "0 9 * * *", timezone: "Europe/Paris" } };
  const { body } = await deploy("planned", { schedules: [cron], tags: ["t"] });
  const range = { start_time: "2036-03-28T00:00:00Z", end_time: "2036-03-31T00:00:00Z" };
  for (let i = 0; i < 2; i++) await send("POST", `/deployments/${body.id}/schedule`, range);
  const runs = await send<Known[]>("POST", "/flow_runs/filter", {
    deployments: { id: { any_: [body.id] } },
    sort: "EXPECTED_START_TIME_ASC",
  });
  const [schedule] = (await send<Known[]>("GET", `/deployments/${body.id}/schedules`)).body;
  expect(runs.body.map((run) => run["idempotency_key"])).toEqual(
    ["2036-03-28 09:00:00+01:00", "2036-03-29 09:00:00+01:00", "2036-03-30 09:00:00+02:00"].map(
      (date) => `scheduled ${body.id} ${schedule?.id} ${date}`,
    ),
  );
  expect(runs.body[0]).toMatchObject({ auto_scheduled: true, tags: ["auto-scheduled", "t"], state_name: "Scheduled" });
  await send("POST", `/deployments/${body.id}/pause_deployment`);
  expect(await scheduledOf(body.id)).toBe(0);
});

it("a run has the deployment's parameters under its own, checked against their schema", async () => {
  const schema = {
    type: "object",
    properties: { a: { type: "integer" }, b: { type: "string" } },
    required: ["a", "b"],
  };
  const { body } = await deploy("checked", { parameters: { a: 1 }, parameter_openapi_schema: schema });
  const path = `/deployments/${body.id}/create_flow_run`;
  expect(await send("POST", path, {})).toMatchObject({
    status: 409,
    body: { detail: "Error creating flow run: Validation failed. Failure reason: 'b' is a required property" },
  });
  const b = { __prefect_kind: "json", value: '"text"' };
  expect(await send("POST", path, { parameters: { b } })).toMatchObject({
    status: 201,
    body: { parameters: { a: 1, b: "text" }, state_type: "SCHEDULED" },
  });
  const missing = { __prefect_kind: "workspace_variable", variable_name: "none" };
  expect(await send("POST", path, { parameters: { b: missing } })).toMatchObject({
    status: 400,
    body: { detail: "Error hydrating flow run parameters: Variable 'none' not found in workspace." },
  });
});

it("several runs fail one by one", async () => {
  const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  const { body } = await deploy("bulk", { parameter_openapi_schema: schema });
  const answer = await send("POST", `/deployments/${body.id}/create_flow_run/bulk`, [{ parameters: { n: 1 } }, {}]);
  expect(answer.body["results"]).toEqual([
    { flow_run_id: expect.any(String), status: "CREATED", error: null },
    {
      flow_run_id: null,
      status: "FAILED",
      error: "Parameter validation failed: Validation failed. Failure reason: 'n' is a required property",
    },
  ]);
});

it("a concurrency limit is a global limit of its own, and goes with the deployment", async () => {
  const { body } = await deploy("limited", { concurrency_limit: 2 });
  expect(body["global_concurrency_limit"]).toMatchObject({ name: `deployment:${body.id}`, limit: 2 });
  await send("PATCH", `/deployments/${body.id}`, { concurrency_limit: 3 });
  const limit = `/v2/concurrency_limits/deployment:${body.id}`;
  expect((await send("GET", limit)).body["limit"]).toBe(3);
  await send("DELETE", `/deployments/${body.id}`);
  expect((await send("GET", limit)).status).toBe(404);
});

it("schedules with slugs are changed and renamed one by one", async () => {
  const cron = (expression: string, slug: string) => ({ schedule: { cron: expression }, slug });
  const { body } = await deploy("slugs", { schedules: [cron("1 * * * *", "one"), cron("2 * * * *", "two")] });
  const path = `/deployments/${body.id}`;
  const rename = [
    { slug: "two", replaces: "one" },
    { slug: "one", replaces: "two" },
  ];
  expect((await send("PATCH", path, { schedules: rename })).status).toBe(204);
  const schedules = (await send<Known[]>("GET", `${path}/schedules`)).body;
  expect(Object.fromEntries(schedules.map(({ slug, schedule }) => [slug, schedule]))).toMatchObject({
    one: { cron: "2 * * * *" },
    two: { cron: "1 * * * *" },
  });
  expect((await send("PATCH", path, { schedules: [{ schedule: { cron: "3 * * * *" } }] })).status).toBe(422);
});

it("a pool's variables are checked for a deployment, and required ones for a run", async () => {
  const variables = { type: "object", properties: { image: { type: "string" } }, required: ["image"] };
  const base_job_template = { job_configuration: { image: "{{ image }}" }, variables };
  await send("POST", "/work_pools/", { name: "strict", type: "process", base_job_template });
  const pool = { work_pool_name: "strict" };
  expect((await deploy("pooled", { ...pool, job_variables: { image: 5 } })).status).toBe(422);
  const { body } = await deploy("pooled", { ...pool, work_queue_name: "new-queue" });
  expect(body).toMatchObject({ work_pool_name: "strict", work_queue_name: "new-queue" });
  const path = `/deployments/${body.id}/create_flow_run`;
  expect((await send("POST", path, {})).status).toBe(422);
  expect((await send("POST", path, { job_variables: { image: "x" } })).status).toBe(201);
});

it("a deployment that is gone has no runs to start", async () => {
  const { body } = await deploy("gone");
  const run = await send("POST", `/deployments/${body.id}/create_flow_run`, { state: { type: "PENDING" } });
  await send("POST", `/flow_runs/${run.body.id}/set_state`, { state: { type: "SCHEDULED" }, force: true });
  const waiting = async () =>
    (await send("POST", "/deployments/get_scheduled_flow_runs", { deployment_ids: [body.id] })).body;
  expect(await waiting()).toMatchObject([{ id: run.body.id }]);
  await send("POST", `/flow_runs/${run.body.id}/set_state`, { state: { type: "PENDING" } });
  await send("DELETE", `/deployments/${body.id}`);
  await send("POST", `/flow_runs/${run.body.id}/set_state`, { state: { type: "SCHEDULED" }, force: true });
  expect(await waiting()).toEqual([]);
});

it("asking for the runs of a deployment marks it as ready", async () => {
  const { body } = await deploy("polled");
  await send("POST", "/deployments/get_scheduled_flow_runs", { deployment_ids: [body.id] });
  await expect.poll(async () => (await send("GET", `/deployments/${body.id}`)).body["status"]).toBe("READY");
});
