import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let flowRunId: string;
beforeAll(async () => {
  server = await testServer();
  const flow = await post("/flows/", { name: "flow", labels: { of: "flow" } });
  const run = { flow_id: flow.body.id, state: { type: "RUNNING" }, labels: { of: "run" } };
  flowRunId = (await post("/flow_runs/", run)).body.id;
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

let made = 0;
const create = (fields: Record<string, unknown> = {}) =>
  post("/task_runs/", { task_key: "task", dynamic_key: String(made++), flow_run_id: flowRunId, ...fields });
const unknown = "99999999-1111-4111-8111-111111111111";

test("a task run is made pending, with a name and the labels of its flow run", async () => {
  const { status, body } = await create({ labels: { own: 1 } });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    name: expect.stringMatching(/^\S+-\S+$/),
    state_type: "PENDING",
    flow_run_id: flowRunId,
    labels: { of: "run", own: 1, "prefect.flow-run.id": flowRunId },
    expected_start_time: expect.any(String),
    run_count: 0,
  });
  expect((await ask("GET", `/task_runs/${body.id}`)).body).toMatchObject({ id: body.id, state: body["state"] });
});

test.each([true, false])("the same keys answer the first one, within a flow run or without: %s", async (within) => {
  const keys = { task_key: "same", dynamic_key: "same", flow_run_id: within ? flowRunId : null };
  const first = await post("/task_runs/", { ...keys, name: "first" });
  const second = await post("/task_runs/", { ...keys, name: "second", state: { type: "RUNNING" } });
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.body).toMatchObject({ id: first.body.id, name: "first", state_type: "PENDING" });
});

test("of requests that race with the same keys one makes the task run", async () => {
  const keys = { task_key: "race", dynamic_key: "race", flow_run_id: flowRunId };
  const answers = await Promise.all([1, 2, 3, 4].map(() => post("/task_runs/", keys)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
});

test("a task run may be given its id, once", async () => {
  const id = "11111111-1111-4111-8111-111111111111";
  expect((await create({ id })).body.id).toBe(id);
  expect((await create({ id })).status).toBe(409);
});

test("a task run of no known flow run conflicts", async () => {
  expect((await create({ flow_run_id: unknown })).status).toBe(409);
});

test("retries under their old names count", async () => {
  const { body } = await create({ empirical_policy: { max_retries: 3, retry_delay_seconds: 2 } });
  expect(body["empirical_policy"]).toMatchObject({ retries: 3, retry_delay: 2 });
});

test.each([
  [
    { empirical_policy: { retry_delay: Array.from({ length: 51 }, () => 1) } },
    "retry_delay",
    "more than 50 retry delays",
  ],
  [{ empirical_policy: { retry_jitter_factor: -1 } }, "retry_jitter_factor", "must be >= 0"],
  [{ cache_key: "k".repeat(2001) }, "cache_key", "maximum allowed length of 2000 characters"],
])("what cannot be is refused: %#", async (fields, field, message) => {
  const { status, body } = await create(fields);
  expect(status).toBe(422);
  const items = body["exception_detail"] as { loc: string[]; msg: string }[];
  expect(items[0]?.loc.at(-1)).toBe(field);
  expect(items[0]?.msg).toContain(message);
  expect(body["request_body"]).toMatchObject(fields);
});

test("a task run is renamed", async () => {
  const { body } = await create();
  expect((await ask("PATCH", `/task_runs/${body.id}`, { name: "renamed" })).status).toBe(204);
  expect((await ask("GET", `/task_runs/${body.id}`)).body["name"]).toBe("renamed");
  expect((await ask("PATCH", `/task_runs/${body.id}`, { name: "" })).status).toBe(204);
  expect((await ask("GET", `/task_runs/${body.id}`)).body["name"]).toMatch(/^\S+-\S+$/);
});

test("a task run goes with its states and logs", async () => {
  const { body } = await create();
  const log = { name: "l", level: 20, message: "m", timestamp: "2026-01-01T00:00:00Z", task_run_id: body.id };
  await post("/logs/", [{ ...log, flow_run_id: flowRunId }]);
  expect((await ask("DELETE", `/task_runs/${body.id}`)).status).toBe(204);
  expect(await ask("GET", `/task_runs/${body.id}`)).toMatchObject({ status: 404, body: { detail: "Task not found" } });
  expect((await ask("GET", `/task_run_states/?task_run_id=${body.id}`)).body).toEqual([]);
  expect((await post("/logs/filter", { logs: { task_run_id: { any_: [body.id] } } })).body).toEqual([]);
});

test("what is not there is not found", async () => {
  expect(await ask("DELETE", `/task_runs/${unknown}`)).toMatchObject({
    status: 404,
    body: { detail: "Task not found" },
  });
  expect(await ask("PATCH", `/task_runs/${unknown}`, {})).toMatchObject({
    status: 404,
    body: { detail: "Task run not found" },
  });
  expect(await post(`/task_runs/${unknown}/set_state`, { state: { type: "RUNNING" } })).toMatchObject({
    status: 404,
    body: { exception_message: `Task run with id ${unknown} not found` },
  });
});

test("a transition answers 201 where it made a state, else 200", async () => {
  const { body } = await create();
  const set = (type: string, data?: unknown) => post(`/task_runs/${body.id}/set_state`, { state: { type, data } });
  expect(await set("RUNNING")).toMatchObject({ status: 201, body: { status: "ACCEPT", state: { type: "RUNNING" } } });
  expect(await set("COMPLETED", { type: "reference" })).toMatchObject({ status: 201 });
  expect(await set("RUNNING")).toMatchObject({
    status: 200,
    body: { status: "REJECT", state: { type: "COMPLETED" }, details: { reason: "This run is already completed." } },
  });
  const states = (await ask("GET", `/task_run_states/?task_run_id=${body.id}`)).body as unknown as Body[];
  expect(states.map(({ type }) => type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
  expect((await ask("GET", `/task_run_states/${states[2]?.id}`)).body).toEqual(states[2]);
  expect(await ask("GET", `/task_run_states/${unknown}`)).toMatchObject({
    status: 404,
    body: { detail: "Flow run state not found" },
  });
});

test("a flow run's states are read in their order, and one by one", async () => {
  const states = (await ask("GET", `/flow_run_states/?flow_run_id=${flowRunId}`)).body as unknown as Body[];
  expect(states.map(({ type }) => type)).toEqual(["RUNNING"]);
  expect((await ask("GET", `/flow_run_states/${states[0]?.id}`)).body).toEqual(states[0]);
});

test("task runs are filtered, sorted, paged and counted", async () => {
  const tags = ["listed"];
  for (const name of ["c", "a", "b"]) await create({ name, tags });
  const task_runs = { tags: { all_: tags } };
  const names = (body: unknown) => (body as { name: string }[]).map(({ name }) => name);
  expect(names((await post("/task_runs/filter", { task_runs, sort: "NAME_ASC" })).body)).toEqual(["a", "b", "c"]);
  expect(names((await post("/task_runs/filter", { task_runs, sort: "NAME_DESC", limit: 1, offset: 1 })).body)).toEqual([
    "b",
  ]);
  expect((await post("/task_runs/count", { task_runs })).body).toBe(3);
  expect((await post("/task_runs/count", { task_runs, flow_runs: { id: { any_: [unknown] } } })).body).toBe(0);
  const page = await post("/task_runs/paginate", { task_runs, sort: "NAME_ASC", limit: 2, page: 2 });
  expect(page.body).toMatchObject({ count: 3, limit: 2, page: 2, pages: 2, results: [{ name: "c" }] });
});

test("the history counts task runs by state", async () => {
  const day = { history_start: "2020-01-01T00:00:00Z", history_end: "2020-01-02T00:00:00Z" };
  expect((await post("/task_runs/history", { ...day, history_interval_seconds: 43_200 })).body).toHaveLength(2);
  expect(await post("/task_runs/history", { ...day, history_interval_seconds: 0.5 })).toMatchObject({
    status: 422,
    body: { detail: "History interval must not be less than 1 second." },
  });
});
