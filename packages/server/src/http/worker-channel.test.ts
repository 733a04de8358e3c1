import { randomUUID } from "node:crypto";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

interface Frame {
  type: string;
  payload: Record<string, unknown>;
}

class Worker {
  readonly id = randomUUID();
  private readonly frames: unknown[] = [];
  private wake = () => {};
  private readonly socket: WebSocket;
  readonly open: Promise<unknown>;
  /** The code and the reason with which the connection ended. */
  readonly end: Promise<[number, string]>;

  constructor(pool: string) {
    const url = `${server.url.replace("http", "ws")}/work_pools/${encodeURIComponent(pool)}/workers/connect`;
    this.socket = new WebSocket(url, ["prefect"]);
    this.socket.addEventListener("message", ({ data }) => {
      this.frames.push(JSON.parse(String(data)));
      this.wake();
    });
    this.open = new Promise((resolve) => this.socket.addEventListener("open", resolve));
    this.end = new Promise((resolve) => {
      this.socket.addEventListener("close", ({ code, reason }) => resolve([code, reason]));
    });
  }

  say = (message: unknown) => this.socket.send(JSON.stringify(message));
  frame = (type: string, payload: object) =>
    this.say({ type, id: randomUUID(), sent_at: new Date().toISOString(), payload });
  close = () => this.socket.close();

  async next(): Promise<Frame> {
    while (this.frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.frames.shift() as Frame;
  }

  async hello(fields: object = {}): Promise<void> {
    await this.open;
    this.say({ type: "auth", token: null });
    expect(await this.next()).toEqual({ type: "auth_success" });
    this.frame("worker.hello.v1", {
      consumer_id: this.id,
      worker_name: "worker",
      worker_type: "process",
      heartbeat_interval_seconds: 30,
      supported_channel_versions: ["work_pool_worker_channel.v1"],
      requested_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1"],
      ...fields,
    });
  }

  beat = (fields: object = {}) =>
    this.frame("worker.heartbeat.v1", {
      consumer_id: this.id,
      worker_name: "worker",
      heartbeat_interval_seconds: 45,
      ...fields,
    });
}

async function enter(pool: string, fields: object = {}): Promise<[Worker, Frame]> {
  const worker = new Worker(pool);
  await worker.hello(fields);
  return [worker, await worker.next()];
}

async function makePool(fields: object = {}): Promise<string> {
  const name = `pool ${randomUUID()}`;
  await server.request("POST", "/work_pools/", { name, type: "process", ...fields });
  return name;
}
const poolPath = (name: string) => `/work_pools/${encodeURIComponent(name)}`;
const readPool = async (name: string) => Object((await server.request("GET", poolPath(name))).body);
const update = (name: string, fields: object) => server.request("PATCH", poolPath(name), fields);
const template = (value: string) => ({
  job_configuration: { command: "{{ command }}" },
  variables: { properties: { command: { type: "string", default: value } } },
});

test("a worker that is let in is online, and knows its pool and its queues", async () => {
  const pool = await makePool();
  const [worker, ready] = await enter(pool, {
    requested_capabilities: ["x", "worker_heartbeat.v1", "work_pool_snapshot.v1"],
  });
  expect(ready).toMatchObject({
    type: "worker.ready.v1",
    payload: {
      consumer_id: worker.id,
      worker_id: null,
      selected_channel_version: "work_pool_worker_channel.v1",
      effective_heartbeat_interval_seconds: 30,
      accepted_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1"],
      rejected_capabilities: ["x"],
      effective_max_cleanup_concurrency: 0,
      resolved_work_queues: [{ name: "default" }],
      initial_snapshot: { snapshot_sequence: 1, reason: "initial", work_pool: { name: pool, status: "READY" } },
    },
  });
  expect(await readPool(pool)).toEqual(Object(ready.payload["initial_snapshot"]).work_pool);
  worker.close();
});

test("a missing pool is made where the worker asks for that, with its template", async () => {
  const pool = `made ${randomUUID()}`;
  const base_job_template = template("run");
  const [worker] = await enter(pool, { create_pool_if_not_found: true, default_base_job_template: base_job_template });
  expect(await readPool(pool)).toMatchObject({ type: "process", base_job_template, status: "READY" });
  worker.close();
});

test("a pool without a job template gets the worker's, any other keeps its own", async () => {
  const [empty, full] = [await makePool(), await makePool({ base_job_template: template("own") })];
  for (const pool of [empty, full]) {
    (await enter(pool, { default_base_job_template: template("worker's") }))[0].close();
  }
  expect((await readPool(empty)).base_job_template).toEqual(template("worker's"));
  expect((await readPool(full)).base_job_template).toEqual(template("own"));
});

test.each([
  [{ work_queue_names: ["missing"] }, 1008, "authorization_failed"],
  [{ supported_channel_versions: ["work_pool_worker_channel.v999"] }, 1008, "unsupported_version"],
  [{ requested_capabilities: ["worker_heartbeat.v1"] }, 1002, "protocol_error"],
  [{ max_cleanup_concurrency: 1 }, 1002, "protocol_error"],
  [{ default_base_job_template: { job_configuration: { a: "{{ b }}" } } }, 1002, "protocol_error"],
  [{ worker_name: "" }, 1002, "protocol_error"],
])("a worker that says %j is sent away, and leaves nothing", async (fields, code, reason) => {
  const pool = `none ${randomUUID()}`;
  const worker = new Worker(pool);
  await worker.hello({ create_pool_if_not_found: true, default_base_job_template: template("run"), ...fields });
  expect(await worker.end).toEqual([code, reason]);
  expect((await server.request("GET", poolPath(pool))).status).toBe(404);
});

test("a worker of a pool that is not there, or that does not introduce itself, is sent away", async () => {
  const lost = new Worker("nowhere");
  await lost.hello();
  expect(await lost.end).toEqual([1008, "authorization_failed"]);
  const rude = new Worker(await makePool());
  await rude.open;
  rude.say({ type: "worker.hello.v1" });
  expect(await rude.end).toEqual([1008, "authentication_failed"]);
});

test("changes of its pool reach the worker, each once; heartbeats make up for those that did not", async () => {
  const pool = await makePool();
  const [worker] = await enter(pool);
  await update(pool, { concurrency_limit: 3 });
  expect(await worker.next()).toMatchObject({
    type: "work_pool.snapshot.v1",
    payload: {
      snapshot_sequence: 2,
      reason: "work_pool_updated",
      work_pool: { concurrency_limit: 3, active_slots: 0 },
    },
  });
  await update(pool, { is_paused: true });
  expect((await worker.next()).payload).toMatchObject({ snapshot_sequence: 3, reason: "work_pool_updated" });
  worker.beat();
  await update(pool, { description: "workers are not told of it" });
  worker.beat();
  expect((await worker.next()).payload).toMatchObject({ snapshot_sequence: 4, reason: "heartbeat_reconciliation" });
  const { body } = await server.request("POST", `${poolPath(pool)}/workers/filter`, {});
  expect(body).toMatchObject([{ name: "worker", heartbeat_interval_seconds: 45, status: "ONLINE" }]);
  worker.close();
});

test("the channel ends with the pool, and at another worker's heartbeat", async () => {
  const pool = await makePool();
  const [gone] = await enter(pool);
  await server.request("DELETE", poolPath(pool));
  expect(await gone.end).toEqual([1008, "authorization_failed"]);
  const [confused] = await enter(await makePool());
  confused.beat({ worker_name: "another" });
  expect(await confused.end).toEqual([1002, "protocol_error"]);
});

test("words about cleanups are answered, also where the worker gets none", async () => {
  const pool = await makePool();
  const [plain] = await enter(pool);
  const [cleaner, ready] = await enter(pool, {
    requested_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1", "cleanup_delivery.v1"],
    handled_cleanup_kinds: ["cancelling_timeout_teardown.v1"],
  });
  expect(ready.payload).toMatchObject({ effective_max_cleanup_concurrency: 1, rejected_capabilities: [] });
  const message_id = randomUUID();
  for (const [worker, status] of [
    [plain, "unauthorized"],
    [cleaner, "not_found"],
  ] as const) {
    worker.frame("cleanup.ack.v1", { message_id, reservation_token: "token" });
    expect(await worker.next()).toMatchObject({
      type: "cleanup.operation_result.v1",
      payload: { message_id, operation: "ack", status, lease_expires_at: null, detail: null },
    });
    worker.close();
  }
});
