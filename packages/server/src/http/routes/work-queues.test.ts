import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterEach, beforeEach, expect, test } from "vitest";

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});
afterEach(() => server.close());

const post = async (path: string, body: object, headers = {}) => {
  const answer = await server.request("POST", path, body, headers);
  return { ...answer, body: Object(answer.body) };
};
const create = async (body: object) => (await post("/work_queues/", body)).body;
const read = async (id: string) => Object((await server.request("GET", `/work_queues/${id}`)).body);
const none = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

async function makeRuns(queue: string, tags: string[][]) {
  const flow = (await post("/flows/", { name: "flow" })).body;
  const fields = { name: "deployment", flow_id: flow.id, work_queue_name: queue };
  const deployment = (await post("/deployments/", fields)).body;
  const ids: string[] = [];
  for (const [i, runTags] of tags.entries()) {
    const scheduled_time = `2026-03-01T12:00:0${i}Z`;
    const state = { type: "SCHEDULED", state_details: { scheduled_time } };
    const run = await post(`/deployments/${deployment.id}/create_flow_run`, { state, tags: runTags, name: String(i) });
    ids.push(run.body.id);
  }
  return { deployment, ids };
}
const found = async (id: string, body = {}, headers = {}) => {
  const { body: runs } = await post(`/work_queues/${id}/get_runs`, body, headers);
  return Array.isArray(runs) ? runs.map(({ name }) => name) : runs;
};

test("the first queue without a pool makes the agents' pool, whose default queue it may be", async () => {
  const made = await create({ name: "default", concurrency_limit: 5 });
  expect(made).toMatchObject({ work_pool_name: "default-agent-pool", concurrency_limit: null, priority: 1 });
  expect(await create({ name: "other" })).toMatchObject({ work_pool_id: made.work_pool_id, priority: 2 });
  expect(await post("/work_queues/", { name: "default" })).toMatchObject({
    status: 409,
    body: { detail: "A work queue with this name already exists." },
  });
  const byName = await server.request("GET", "/work_queues/name/other");
  expect(byName.body).toEqual(await read(Object(byName.body).id));
});

test("while there is no agents' pool, a deployment's queue without a pool is one of that name in any pool", async () => {
  await post("/work_pools/", { name: "pool", type: "process" });
  await post("/work_pools/pool/queues", { name: "quick" });
  const { body: flow } = await post("/flows/", { name: "flow" });
  const deploy = (work_queue_name: string) =>
    post("/deployments/", { name: work_queue_name, flow_id: flow.id, work_queue_name });
  expect(await deploy("quick")).toMatchObject({ status: 201, body: { work_pool_name: "pool" } });
  expect(await deploy("slow")).toMatchObject({ status: 201, body: { work_pool_name: "default-agent-pool" } });
});

test("a priority that is set by itself moves no other queue", async () => {
  await create({ name: "default" });
  const { id } = await create({ name: "other" });
  await server.request("PATCH", `/work_queues/${id}`, { priority: 1 });
  const { body: queues } = await server.request("POST", "/work_queues/filter", {});
  expect(queues).toMatchObject([{ priority: 1 }, { priority: 1 }]);
});

test("a queue hands out the runs that name it, as many as its limit leaves", async () => {
  const { id } = await create({ name: "queue", concurrency_limit: 2 });
  const { ids } = await makeRuns("queue", [[], [], [], []]);
  expect(await found(id)).toEqual(["0", "1"]);
  expect(await found(id, { limit: 1 })).toEqual(["0"]);
  for (const type of ["RUNNING", "CANCELLING"]) {
    await post(`/flow_runs/${ids[0]}/set_state`, { state: { type }, force: true });
  }
  expect(await found(id)).toEqual(["1"]);
  expect(await read(id)).toMatchObject({ active_slots: 1 });
  await server.request("PATCH", `/work_queues/${id}`, { is_paused: true });
  expect(await found(id)).toEqual([]);
});

test("a queue with a filter finds runs by their tags", async () => {
  const { id } = await create({ name: "tagged", concurrency_limit: 2, filter: { tags: ["x"] } });
  const { ids } = await makeRuns("elsewhere", [["x"], ["y"], ["x", "y"], ["x"]]);
  expect(await found(id)).toEqual(["0", "2"]);
  await post(`/flow_runs/${ids[0]}/set_state`, { state: { type: "PENDING" } });
  expect(await found(id)).toEqual(["2"]);
  expect(await read(id)).toMatchObject({ active_slots: 1 });
});

test("asking for runs makes the queue and its deployments ready, unless the dashboard asks", async () => {
  const { id } = await create({ name: "queue" });
  const { deployment } = await makeRuns("queue", []);
  const status = async () => [
    (await read(id)).status,
    Object((await server.request("GET", `/deployments/${deployment.id}`)).body).status,
  ];
  await found(id, {}, { "x-prefect-ui": "true" });
  expect(await status()).toEqual(["NOT_READY", "NOT_READY"]);
  expect((await post(`/work_queues/${id}/get_runs`, {}, { "x-prefect-ui": "perhaps" })).status).toBe(422);
  await found(id);
  await expect.poll(status).toEqual(["READY", "READY"]);
});

test("a queue is healthy while it is polled and nothing in it is late", async () => {
  const { id } = await create({ name: "queue" });
  const health = async () => Object((await server.request("GET", `/work_queues/${id}/status`)).body);
  expect(await health()).toMatchObject({ healthy: false, late_runs_count: 0, last_polled: null });
  await found(id);
  await expect.poll(health).toMatchObject({ healthy: true });
  const { ids } = await makeRuns("queue", [[]]);
  await post(`/flow_runs/${ids[0]}/set_state`, { state: { type: "SCHEDULED", name: "Late" }, force: true });
  expect(await health()).toMatchObject({ healthy: false, late_runs_count: 1 });
});

test("the concurrency of a queue and of its pool tell which runs hold slots, in pages", async () => {
  const { id } = await create({ name: "queue" });
  const { ids } = await makeRuns("queue", [[], [], []]);
  for (const run of ids) await post(`/flow_runs/${run}/set_state`, { state: { type: "PENDING" } });
  const queue = (await post(`/work_queues/${id}/concurrency_status`, { limit: 2, page: 2 })).body;
  expect(queue).toMatchObject({ active_slots: 3, count: 3, pages: 2, page: 2, flow_runs: [{ state_type: "PENDING" }] });
  const pool = (await post("/work_pools/default-agent-pool/concurrency_status", { flow_run_limit: 1 })).body;
  expect(pool).toMatchObject({ active_slots: 3, count: 2, pages: 1 });
  expect(pool.queues[1]).toMatchObject({ queue_name: "queue", active_slots: 3, flow_run_count: 3 });
  expect(pool.queues[1].flow_runs).toHaveLength(1);
});

test("a queue that is not there is not found", async () => {
  expect(await server.request("GET", `/work_queues/${none}`)).toMatchObject({
    status: 404,
    body: { detail: "work queue not found" },
  });
  expect(await post(`/work_queues/${none}/get_runs`, {})).toMatchObject({
    status: 404,
    body: { exception_message: `Work queue with id ${none} not found.` },
  });
});
