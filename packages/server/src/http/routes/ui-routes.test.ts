import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterEach, beforeEach, expect, test } from "vitest";

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});
afterEach(() => server.close());

const post = async (path: string, body: object) => Object((await server.request("POST", path, body)).body);
const flow = async (name: string): Promise<string> => (await post("/flows/", { name })).id;
const flowRun = async (flow_id: string, state: object, more = {}): Promise<string> =>
  (await post("/flow_runs/", { flow_id, state, ...more })).id;
let keys = 0;
const taskRun = async (flow_run_id: string | null, type: string): Promise<string> => {
  const body = { flow_run_id, task_key: "task", dynamic_key: String(keys++), state: { type } };
  return (await post("/task_runs/", body)).id;
};
const setTaskState = (id: string, type: string) => post(`/task_runs/${id}/set_state`, { state: { type }, force: true });
const scheduled = (scheduled_time: string) => ({ type: "SCHEDULED", state_details: { scheduled_time } });
const none = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

test("flows tell how many deployments they have, in the order asked", async () => {
  const [one, two] = [await flow("one"), await flow("two")];
  await post("/deployments/", { name: "first", flow_id: two });
  await post("/deployments/", { name: "second", flow_id: two });
  const counts = await post("/ui/flows/count-deployments", { flow_ids: [two, none, one] });
  expect(Object.entries(counts)).toEqual([
    [two, 2],
    [none, 0],
    [one, 0],
  ]);
});

test("flows tell which run is next", async () => {
  const [busy, idle] = [await flow("busy"), await flow("idle")];
  await flowRun(busy, scheduled("2126-03-02T00:00:00Z"), { name: "later" });
  await flowRun(busy, scheduled("2126-03-01T00:00:00Z"), { name: "sooner" });
  await flowRun(busy, { type: "RUNNING" }, { name: "now" });
  const next = await post("/ui/flows/next-runs", { flow_ids: [busy, idle] });
  expect(next).toMatchObject({
    [busy]: { name: "sooner", flow_id: busy, next_scheduled_start_time: "2126-03-01T00:00:00Z" },
    [idle]: null,
  });
});

test("flow runs are points in time: where they started, or should", async () => {
  const id = await flow("flow");
  await flowRun(id, scheduled("2126-03-01T00:00:00Z"));
  await flowRun(id, scheduled("2026-03-01T00:00:00Z"));
  const points = await post("/ui/flow_runs/history", { sort: "EXPECTED_START_TIME_ASC" });
  expect(points).toMatchObject([
    { timestamp: "2026-03-01T00:00:00Z", state_type: "SCHEDULED", duration: 0, lateness: expect.any(Number) },
    { timestamp: "2126-03-01T00:00:00Z", lateness: 0 },
  ]);
  expect(points[0].lateness).toBeGreaterThan(0);
  expect((await server.request("POST", "/ui/flow_runs/history", { limit: 1001 })).status).toBe(422);
});

test("task runs that stand for a subflow do not count as task runs", async () => {
  const id = await flow("flow");
  const parent = await flowRun(id, { type: "RUNNING" });
  await taskRun(parent, "PENDING");
  await flowRun(id, { type: "PENDING" }, { parent_task_run_id: await taskRun(parent, "PENDING") });
  expect(await post("/ui/flow_runs/count-task-runs", { flow_run_ids: [none, parent] })).toEqual({
    [none]: 0,
    [parent]: 1,
  });
});

test("task runs are counted by state, states without any included", async () => {
  const parent = await flowRun(await flow("flow"), { type: "RUNNING" });
  for (const type of ["PENDING", "PENDING", "FAILED"]) await taskRun(parent, type);
  await taskRun(null, "COMPLETED");
  const counts = await post("/ui/task_runs/count", { flow_runs: { id: { any_: [parent] } } });
  expect(counts).toMatchObject({ PENDING: 2, FAILED: 1, COMPLETED: 0, SCHEDULED: 0 });
  expect(Object.keys(counts)).toHaveLength(9);
});

test("what became of task runs is told in twenty spans of time", async () => {
  for (const outcome of ["COMPLETED", "COMPLETED", "CRASHED", "RUNNING"]) {
    const id = await taskRun(null, "PENDING");
    await setTaskState(id, "RUNNING");
    await setTaskState(id, outcome);
  }
  const hour = 3_600_000;
  const start_time = {
    after_: new Date(Date.now() - 10 * hour).toISOString(),
    before_: new Date(Date.now() + 10 * hour).toISOString(),
  };
  const spans = await post("/ui/task_runs/dashboard/counts", { task_runs: { start_time } });
  expect(spans).toHaveLength(20);
  expect(spans.filter(({ completed, failed }: Record<string, number>) => completed || failed)).toEqual([
    { completed: 2, failed: 1 },
  ]);
  const answer = await server.request("POST", "/ui/task_runs/dashboard/counts", { task_runs: {} });
  expect(answer).toMatchObject({ status: 422, body: { detail: "task_runs.start_time.after_ is required" } });
});

test("a task run is shown with the name of its flow run", async () => {
  const parent = await flowRun(await flow("flow"), { type: "RUNNING" }, { name: "brave-otter" });
  const read = async (id: string) => await server.request("GET", `/ui/task_runs/${id}`);
  expect((await read(await taskRun(parent, "PENDING"))).body).toMatchObject({ flow_run_name: "brave-otter" });
  expect((await read(await taskRun(null, "PENDING"))).body).toMatchObject({ flow_run_name: null });
  expect(await read(none)).toMatchObject({ status: 404, body: { detail: "Task not found" } });
});
