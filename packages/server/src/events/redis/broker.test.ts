import { randomUUID } from "node:crypto";
import { borrowRedis, type TestRedis, wayToRedis } from "@prefect-ts/testing/redis";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { testDialect } from "@prefect-ts/testing/test-database";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";

const borrowed = await borrowRedis();
afterAll(() => borrowed?.drop());

const event = (name: string, fields: object = {}) => ({
  occurred: new Date().toISOString(),
  event: name,
  resource: { "prefect.resource.id": "thing.1" },
  related: [],
  payload: {},
  id: randomUUID(),
  follows: null,
  ...fields,
});

const untilLater = () => ({ occurred: { until: new Date(Date.now() + 600_000).toISOString() } });

type TestEvent = ReturnType<typeof event>;

describe.runIf(borrowed)("a server with Redis", () => {
  const redis = borrowed as TestRedis;
  const quick = {
    PREFECT_REDIS_MESSAGING_CONSUMER_BLOCK: "PT0.1S",
    PREFECT_REDIS_MESSAGING_CONSUMER_MIN_IDLE_TIME: "0",
  };
  const servers: TestServer[] = [];
  const sockets: WebSocket[] = [];
  const start = async (env: Record<string, string> = {}, options: Parameters<typeof testServer>[1] = {}) => {
    const server = await testServer({ ...redis.env, ...quick, ...env }, { services: true, ...options });
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    for (const server of servers.splice(0).reverse()) await server.close();
    const keys = (await redis.client.keys("*")).filter((key) => key !== "prefect_ts_test_claim");
    if (keys.length > 0) await redis.client.del(...keys);
  });

  /** As a server in Python writes an event. */
  const publish = (published: TestEvent) =>
    redis.client.xadd(
      "events",
      "*",
      "data",
      JSON.stringify({ ...published, received: published.occurred }),
      "attributes",
      JSON.stringify({ id: published.id, event: published.event }),
    );
  const messages = async (stream: string) =>
    (await redis.client.xrange(stream, "-", "+")).map(([, fields]) => ({
      names: [fields[0], fields[2]],
      data: JSON.parse(fields[1] ?? ""),
      attributes: JSON.parse(fields[3] ?? ""),
    }));
  const pending = async (group: string) => Number((await redis.client.xpending("events", group))[0]);
  const post = (server: TestServer, ...events: TestEvent[]) => server.request("POST", "/events", events);
  async function kept(server: TestServer, filter: object): Promise<unknown[]> {
    const { body } = await server.request("POST", "/events/filter", { filter: { ...untilLater(), ...filter } });
    return Object(body).events;
  }
  const keptOf = (server: TestServer, name: string) => kept(server, { event: { name: [name] } });

  /** What a client is told over a websocket, by a field of it. */
  async function watch(
    server: TestServer,
    path: string,
    read: (message: object) => unknown,
    filter: object = {},
  ): Promise<unknown[]> {
    const seen: unknown[] = [];
    const socket = new WebSocket(server.url.replace("http", "ws") + path, []);
    sockets.push(socket);
    socket.on("message", (data) => void seen.push(read(JSON.parse(String(data)))));
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(JSON.stringify({ type: "filter", filter, backfill: false }));
    return seen;
  }
  const watchEvents = (server: TestServer) =>
    watch(server, "/events/out", (message) => Object(message).event.event, untilLater());

  /** As watchEvents, once what others publish is heard. */
  async function watchLive(server: TestServer): Promise<unknown[]> {
    const seen = await watchEvents(server);
    await expect
      .poll(async () => {
        await publish(event("first"));
        return seen.length > 0;
      })
      .toBe(true);
    return seen;
  }

  test("writes the events that it takes in as the reference does, each once", async () => {
    const server = await start({}, { services: false });
    const sent = event("it.happened", { related: [{ "prefect.resource.id": "r", "prefect.resource.role": "x" }] });
    await post(server, sent);
    await post(server, sent);
    await expect.poll(() => messages("events")).toHaveLength(1);
    const [message] = await messages("events");
    expect(message).toEqual({
      names: ["data", "attributes"],
      data: { ...sent, occurred: expect.any(String), received: expect.stringMatching(/^\d{4}-.*Z$/) },
      attributes: { id: sent.id, event: "it.happened" },
    });
    expect(Object.keys(message?.data)).toEqual([...Object.keys(sent), "received"]);
    expect(await redis.client.ttl(`message:messaging-cache:${sent.id}`)).toBeGreaterThan(200);
  });

  test("shows live and keeps what others publish, and records the task runs that they tell of", async () => {
    const server = await start();
    const seen = await watchLive(server);
    const id = randomUUID();
    const taskRun = event("prefect.task-run.Running", {
      resource: { "prefect.resource.id": `prefect.task-run.${id}`, "prefect.orchestration": "client" },
      payload: {
        validated_state: { type: "RUNNING", message: "", state_details: {}, data: null },
        task_run: { name: "t-0", task_key: "key", dynamic_key: "0" },
      },
    });
    const other = event("of.another");
    await publish(taskRun);
    await publish(other);
    await post(server, event("own"));
    await expect
      .poll(() => seen.filter((name) => name !== "first").toSorted())
      .toEqual(["of.another", "own", "prefect.task-run.Running"]);
    await expect.poll(() => keptOf(server, "of.another")).toMatchObject([{ id: other.id, event: "of.another" }]);
    await expect
      .poll(async () => (await server.request("GET", `/task_runs/${id}`)).body)
      .toMatchObject({ id, name: "t-0", state: { type: "RUNNING" } });
    await expect.poll(() => pending("event-persister")).toBe(0);
  });

  test("fires an automation once for an event, whoever took it in", async () => {
    const server = await start();
    const trigger = { type: "event", posture: "Reactive", expect: ["fire.*"], threshold: 1, within: 0 };
    await server.request("POST", "/automations/", { name: "a", trigger, actions: [{ type: "do-nothing" }] });
    await post(server, event("fire.own"));
    await publish(event("fire.other"));
    const fired = () => keptOf(server, "prefect.automation.triggered");
    await expect.poll(async () => (await fired()).length, { timeout: 10_000 }).toBe(2);
    // All of the group's messages are done with, so nothing fires any more.
    await post(server, event("unrelated"));
    await expect.poll(() => keptOf(server, "unrelated")).toHaveLength(1);
    await expect
      .poll(async () => (await redis.client.xlen("events")) >= 5 && (await pending("reactive-triggers")) === 0)
      .toBe(true);
    expect(await fired()).toHaveLength(2);
  });

  test("takes over what a consumer that died has left", async () => {
    await redis.client.xgroup("CREATE", "events", "event-persister", "0", "MKSTREAM");
    const left = event("left.behind");
    await publish(left);
    await redis.client.xreadgroup("GROUP", "event-persister", "dead", "COUNT", 10, "STREAMS", "events", ">");
    expect(await pending("event-persister")).toBe(1);
    const server = await start();
    await expect.poll(() => keptOf(server, "left.behind")).toMatchObject([{ id: left.id }]);
    await expect.poll(() => pending("event-persister")).toBe(0);
  });

  test("puts aside what cannot be handled, and handles what is beside it", async () => {
    const server = await start({
      PREFECT_REDIS_MESSAGING_CONSUMER_MAX_RETRIES: "1",
      PREFECT_SERVER_LOGGING_LEVEL: "CRITICAL",
    });
    const attributes = JSON.stringify({ id: "x", event: "broken" });
    const transaction = redis.client.multi().xadd("events", "*", "data", "no json", "attributes", attributes);
    const beside = { ...event("beside.it"), received: new Date().toISOString() };
    await transaction.xadd("events", "*", "data", JSON.stringify(beside), "attributes", "{}").exec();
    await expect.poll(() => keptOf(server, "beside.it")).toHaveLength(1);
    await expect.poll(() => redis.client.scard("dlq")).toBe(3);
    const [key = ""] = await redis.client.smembers("dlq");
    expect(key).toMatch(/^dlq:[0-9a-f]{32}$/);
    expect(JSON.parse((await redis.client.hget(key, "data")) ?? "")).toEqual({
      data: "no json",
      attributes: { id: "x", event: "broken" },
      retry_count: 2,
      timestamp: expect.any(String),
      message_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    for (const group of ["event-persister", "task-run-recorder", "reactive-triggers"]) {
      await expect.poll(() => pending(group)).toBe(0);
    }
  });

  test("shows events and logs of another server live", async () => {
    const live = {
      PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED: "true",
      PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED: "true",
    };
    const here = await start(live, { services: false });
    const isShared = testDialect === "postgresql";
    const database = { PREFECT_SERVER_DATABASE_CONNECTION_URL: here.databaseUrl };
    const there = await start({ ...live, ...(isShared && database) }, { services: false });
    const events = await watchEvents(here);
    const lines = await watch(here, "/logs/out", (message) => Object(message).log.message);
    const write = (message: string) =>
      there.request("POST", "/logs/", [{ name: "n", level: 20, message, timestamp: new Date().toISOString() }]);
    await expect
      .poll(async () => {
        await post(there, event("first"));
        await write("first");
        return events.length > 0 && lines.length > 0;
      })
      .toBe(true);
    const names = Array.from({ length: 250 }, (_, i) => `far.${i}`);
    await post(there, ...names.map((name) => event(name)));
    await write("a line");
    await expect.poll(() => events.filter((name) => name !== "first")).toEqual(names);
    await expect.poll(() => lines.filter((message) => message !== "first")).toEqual(["a line"]);
    expect((await messages("logs")).at(-1)).toMatchObject({
      names: ["data", "attributes"],
      data: { message: "a line", level: 20, flow_run_id: null },
      attributes: { log_id: expect.any(String) },
    });
  });

  test("goes on while Redis is away, says so once, and comes back by itself", async () => {
    const way = await wayToRedis();
    const said: string[] = [];
    const log = (line: string) =>
      void said.push(
        ...line
          .trim()
          .split("\n")
          .map((text) => JSON.parse(text).msg),
      );
    const server = await start(
      {
        PREFECT_REDIS_MESSAGING_PORT: String(way.port),
        PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY: "PT0.2S",
      },
      { log },
    );
    const trigger = { type: "event", posture: "Reactive", expect: ["fire"], threshold: 1, within: 0 };
    await server.request("POST", "/automations/", { name: "a", trigger, actions: [{ type: "do-nothing" }] });
    const seen = await watchLive(server);
    await way.cut();
    await expect.poll(() => said.filter((line) => line.includes("does not answer"))).toHaveLength(1);
    await post(server, event("fire"));
    expect(await keptOf(server, "fire")).toHaveLength(1);
    await expect.poll(() => seen).toContain("fire");
    await expect
      .poll(async () => (await keptOf(server, "prefect.automation.triggered")).length, { timeout: 30_000 })
      .toBe(1);
    expect(said.filter((line) => line.includes("Redis"))).toHaveLength(1);
    await way.mend();
    await expect.poll(() => said.at(-1), { timeout: 30_000 }).toMatch(/^Redis at 127\.0\.0\.1:\d+ is back$/);
    const other = event("after");
    await publish(other);
    await expect.poll(() => keptOf(server, "after"), { timeout: 30_000 }).toHaveLength(1);
    await expect.poll(() => seen, { timeout: 30_000 }).toContain("after");
    expect(await keptOf(server, "prefect.automation.triggered")).toHaveLength(1);
    expect(said.filter((line) => line.includes("Redis"))).toHaveLength(2);
    await server.close();
    servers.pop();
    await way.cut();
  });

  test("cuts off what all groups have handled", async () => {
    const old = { ...event("old"), received: new Date().toISOString() };
    await redis.client.xadd("events", "1-0", "data", JSON.stringify(old), "attributes", "{}");
    await publish(event("later"));
    const server = await start({ PREFECT_REDIS_MESSAGING_CONSUMER_TRIM_EVERY: "PT0.2S" });
    await expect
      .poll(async () => (await redis.client.xrange("events", "-", "+")).map(([id]) => id), { timeout: 10_000 })
      .not.toContain("1-0");
    expect(await keptOf(server, "old")).toHaveLength(1);
  });

  test("starts without Redis, and says why it does not answer", async () => {
    const said: string[] = [];
    const log = (line: string) => void said.push(line);
    const wrong = { PREFECT_REDIS_MESSAGING_USERNAME: "nobody", PREFECT_REDIS_MESSAGING_PASSWORD: "wrong" };
    const server = await start(wrong, { log });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/Redis at .* does not answer \(WRONGPASS/);
    await post(server, event("kept.anyway"));
    expect(await keptOf(server, "kept.anyway")).toHaveLength(1);
  });

  test("leaves its groups when it closes", async () => {
    const server = await start();
    await post(server, event("last"));
    await expect
      .poll(() => redis.client.xinfo("CONSUMERS", "events", "reactive-triggers").catch(() => []))
      .toHaveLength(1);
    await server.close();
    servers.pop();
    for (const group of ["event-persister", "task-run-recorder", "reactive-triggers"]) {
      expect(await redis.client.xinfo("CONSUMERS", "events", group)).toEqual([]);
    }
  });
});

test.each([
  [
    { PREFECT_MESSAGING_BROKER: "my.broker" },
    /^PREFECT_MESSAGING_BROKER names my\.broker, which this server does not have/,
  ],
  [
    { PREFECT_MESSAGING_BROKER: "prefect_redis.messaging", PREFECT_REDIS_MESSAGING_URL: "http://x" },
    /^PREFECT_REDIS_MESSAGING_URL is no URL of a Redis/,
  ],
  [
    { PREFECT_MESSAGING_BROKER: "prefect_redis.messaging", PREFECT_REDIS_MESSAGING_URL: "redis+cluster://x" },
    /^PREFECT_REDIS_MESSAGING_URL names a Redis Cluster/,
  ],
])("a broker that cannot be used is refused in a line: %j", async (env, message) => {
  await expect(testServer(env)).rejects.toThrow(message);
});
