import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { testDialect } from "@prefect-ts/testing/test-database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

interface Client {
  socket: WebSocket;
  /** The next message; rejects when the connection ends instead. */
  next(): Promise<unknown>;
  /** The close code; 1006 where there was no close frame. */
  closed: Promise<number>;
}

/** Connects; rejects with the HTTP status where the upgrade is refused. */
async function connect(
  path: string,
  protocols: string[] = ["prefect"],
  to: Pick<TestServer, "url"> = server,
): Promise<Client> {
  const socket = new WebSocket(to.url.replace("http", "ws") + path, protocols);
  const messages: unknown[] = [];
  let wake = () => {};
  let isClosed = false;
  socket.on("message", (data) => {
    messages.push(JSON.parse(String(data)));
    wake();
  });
  const closed = new Promise<number>((resolve) =>
    socket.on("close", (code) => {
      isClosed = true;
      wake();
      resolve(code);
    }),
  );
  await new Promise<void>((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", () => {});
    socket.on("unexpected-response", (_, response) => reject(new Error(`HTTP ${response.statusCode}`)));
  });
  return {
    socket,
    closed,
    async next() {
      while (messages.length === 0) {
        if (isClosed) throw new Error("the connection ended");
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return messages.shift();
    },
  };
}

const say = ({ socket }: Client, message: unknown) => socket.send(JSON.stringify(message));

async function enter(path: string, to?: Pick<TestServer, "url">, token: string | null = null): Promise<Client> {
  const client = await connect(path, ["prefect"], to);
  say(client, { type: "auth", token });
  expect(await client.next()).toEqual({ type: "auth_success" });
  return client;
}

async function ping({ socket }: Client): Promise<void> {
  socket.ping();
  await once(socket, "pong");
}

const event = (name: string, fields: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: name,
  resource: { "prefect.resource.id": "thing.1" },
  ...fields,
});

async function kept(name: string, by: Pick<TestServer, "request"> = server): Promise<unknown> {
  const { body } = await by.request("POST", "/events/filter", {
    filter: { event: { name: [name] }, occurred: { until: new Date(Date.now() + 60_000).toISOString() } },
  });
  return body;
}

describe("the handshake", () => {
  test("takes the auth frame of the subprotocol, even without authentication", async () => {
    const client = await enter("/events/in");
    expect(client.socket.protocol).toBe("prefect");
    client.socket.close();
  });

  test("answers the ping that the client sends before it", async () => {
    const client = await connect("/events/in");
    await ping(client);
    client.socket.close();
  });

  test("ends with 1008 where the first frame is another", async () => {
    const client = await connect("/events/out");
    say(client, { type: "filter", filter: {} });
    expect(await client.closed).toBe(1008);
  });

  test("is not needed without the subprotocol", async () => {
    const client = await connect("/events/out", []);
    say(client, { type: "other" });
    expect(await client.closed).toBe(1002);
  });

  test("is refused on an unknown path", async () => {
    await expect(connect("/events/elsewhere")).rejects.toThrow("HTTP 403");
  });

  test("asks for the token where the server has one", async () => {
    const secret = "user:päss";
    const guarded = await testServer({ PREFECT_SERVER_API_AUTH_STRING: secret });
    await expect(connect("/events/in", [], guarded)).rejects.toThrow("HTTP 403");
    for (const token of [null, "", "wrong", `${secret} `]) {
      const client = await connect("/events/in", ["prefect"], guarded);
      say(client, { type: "auth", token });
      expect(await client.closed).toBe(1008);
    }
    (await enter("/events/in", guarded, secret)).socket.close();
    await guarded.close();
  });
});

describe("events in", () => {
  test("are kept once a ping behind them is answered", async () => {
    const name = "in.kept";
    const client = await enter("/events/in");
    const sent = Array.from({ length: 700 }, () => event(name));
    for (const one of sent) say(client, one);
    await ping(client);
    expect(await kept(name)).toMatchObject({ total: 700 });
    client.socket.close();
  });

  test("wait for their turn where the server's queue is full", async () => {
    const narrow = await testServer({ PREFECT_SERVER_SERVICES_EVENT_PERSISTER_QUEUE_MAX_SIZE: "100" });
    const name = "in.turn";
    const clients = await Promise.all(Array.from({ length: 3 }, () => enter("/events/in", narrow)));
    for (const client of clients) for (let sent = 0; sent < 2000; sent++) say(client, event(name));
    await Promise.all(clients.map(ping));
    expect(await kept(name, narrow)).toMatchObject({ total: 6000 });
    await narrow.close();
  });

  test.each(["no JSON", "[]", '{"event": "without.the.rest"}'])("end without a close frame at %j", async (bad) => {
    const name = `in.before.${randomUUID()}`;
    const client = await enter("/events/in");
    say(client, event(name));
    client.socket.send(bad);
    say(client, event(name));
    expect(await client.closed).toBe(1006);
    expect(await kept(name)).toMatchObject({ total: 1 });
  });

  test("end where a frame is binary", async () => {
    const client = await enter("/events/in");
    client.socket.send(Buffer.from(JSON.stringify(event("in.binary"))));
    expect(await client.closed).toBe(1006);
  });
});

describe("events out", () => {
  const later = () => new Date(Date.now() + 3_600_000).toISOString();
  const ask = (client: Client, name: string, more = {}) =>
    say(client, { type: "filter", filter: { event: { prefix: [name] }, occurred: { until: later() } }, ...more });

  test("are those of the last minutes in order, then each as it comes, and each once", async () => {
    const name = `out.${randomUUID()}`;
    const at = (second: number) => ({ occurred: new Date(Date.now() - 60_000 + second * 1000).toISOString() });
    const older = Array.from({ length: 600 }, (_, second) => event(name, at(second / 100)));
    await server.request("POST", "/events", older.toReversed());
    await server.request("POST", "/events", [
      event(name, { occurred: new Date(Date.now() - 3_600_000).toISOString() }),
    ]);
    const client = await enter("/events/out");
    ask(client, name);
    const live = Array.from({ length: 50 }, () => event(name));
    const expected = [...older, ...live].map(({ id }) => id);
    const seen: unknown[] = [await client.next()];
    for (const one of live) await server.request("POST", "/events", [one, event("elsewhere")]);
    while (seen.length < expected.length) seen.push(await client.next());
    expect(seen).toMatchObject(expected.map((id) => ({ type: "event", event: { id } })));
    client.socket.close();
  });

  test("are live ones alone where the client wants no backfill", async () => {
    const name = `out.${randomUUID()}`;
    await server.request("POST", "/events", [event(name)]);
    const client = await enter("/events/out");
    ask(client, name, { backfill: false });
    await ping(client);
    const live = event(name, { related: [{ "prefect.resource.id": "a", "prefect.resource.role": "b" }] });
    await server.request("POST", "/events", [live]);
    const { occurred: _, ...rest } = live;
    expect(await client.next()).toMatchObject({ type: "event", event: { ...rest, payload: {}, follows: null } });
    client.socket.close();
  });

  test("end for a client that does not read them, which keeps nobody waiting", async () => {
    const name = `out.${randomUUID()}`;
    const client = await enter("/events/out");
    ask(client, name, { backfill: false });
    await ping(client);
    client.socket.pause();
    const text = "x".repeat(100_000);
    for (let sent = 0; sent < 40; sent++) {
      const batch = Array.from({ length: 10 }, () => event(name, { payload: { text } }));
      expect(await server.request("POST", "/events", batch)).toMatchObject({ status: 204 });
    }
    client.socket.resume();
    expect(await client.closed).toBe(1006);
  });

  test.each([{ type: "filter" }, { type: "filter", filter: { nope: 1 } }, { type: "auth", token: null }])(
    "end with 1002 at %j",
    async (message) => {
      const client = await enter("/events/out");
      say(client, message);
      expect(await client.closed).toBe(1002);
    },
  );
});

describe("task workers", () => {
  const path = "/task_runs/subscriptions/scheduled";
  const schedule = async (key: string) => {
    const state = { type: "SCHEDULED", state_details: { deferred: true } };
    const answer = await server.request("POST", "/task_runs/", {
      task_key: key,
      dynamic_key: randomUUID(),
      name: "t",
      state,
    });
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const subscribe = async (key: string, id: string) => {
    const client = await enter(path);
    say(client, { type: "subscribe", keys: [key], client_id: id });
    return client;
  };

  test("get the task runs of their keys one by one, the next after they acknowledged", async () => {
    const key = `task-${randomUUID()}`;
    const first = await schedule(key);
    await schedule(`other-${key}`);
    const client = await subscribe(key, "worker-1");
    expect(await client.next()).toMatchObject({ id: Reflect.get(Object(first), "id"), task_key: key });
    const second = await schedule(key);
    say(client, { type: "ack" });
    expect(await client.next()).toMatchObject({ id: Reflect.get(Object(second), "id") });
    client.socket.close();
  });

  test("that quit have taken their last task run", async () => {
    const key = `task-${randomUUID()}`;
    await schedule(key);
    const second = await schedule(key);
    const client = await subscribe(key, "worker-1");
    await client.next();
    say(client, { type: "quit" });
    expect(await client.closed).toBe(1000);
    const next = await subscribe(key, "worker-2");
    expect(await next.next()).toMatchObject({ id: Reflect.get(Object(second), "id") });
    next.socket.close();
  });

  test("that go without a word leave their task run to the next", async () => {
    const key = `task-${randomUUID()}`;
    await schedule(key);
    const gone = await subscribe(key, "worker-1");
    const taskRun = await gone.next();
    gone.socket.terminate();
    const next = await subscribe(key, "worker-2");
    expect(await next.next()).toEqual(taskRun);
    say(next, { type: "nonsense" });
    expect(await next.closed).toBe(4001);
    const last = await subscribe(key, "worker-3");
    expect(await last.next()).toEqual(taskRun);
    last.socket.close();
  });

  test("are listed by their keys while they are connected", async () => {
    const key = `task-${randomUUID()}`;
    const list = async (keys: string[]) =>
      (await server.request("POST", "/task_workers/filter", { task_worker_filter: { task_keys: keys } })).body;
    const client = await subscribe(key, "worker-9");
    await expect.poll(() => list([key])).toMatchObject([{ identifier: "worker-9", task_keys: [key] }]);
    expect(await list(["another"])).toEqual([]);
    client.socket.close();
    await expect.poll(() => list([key])).toEqual([]);
  });

  test.each([
    { type: "other" },
    { type: "subscribe", client_id: "x" },
    { type: "subscribe", keys: [], client_id: "x" },
    { type: "subscribe", keys: ["a"] },
  ])("end with 4001 at %j", async (message) => {
    const client = await enter(path);
    say(client, message);
    expect(await client.closed).toBe(4001);
  });
});

describe("watchers of logs", () => {
  const published = {
    PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED: "true",
    PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED: "true",
  };
  const line = (flowRun: string, message: string, level = 20) => ({
    name: "prefect.flow_runs",
    level,
    message,
    timestamp: new Date().toISOString(),
    flow_run_id: flowRun,
  });
  const write = (to: TestServer, ...lines: object[]) => to.request("POST", "/logs/", lines);

  /** Watches a run's lines; resolves once they arrive, which a line that is written again and again tells. */
  async function watchRun(on: TestServer, from: TestServer, flowRun: string): Promise<Client> {
    const client = await enter("/logs/out", on);
    say(client, { type: "filter", filter: { flow_run_id: { any_: [flowRun] }, level: { ge_: 20 } } });
    let hasCome = false;
    const first = client.next().then(() => {
      hasCome = true;
    });
    await expect
      .poll(async () => {
        await write(from, line(flowRun, "first"));
        return hasCome;
      })
      .toBe(true);
    await first;
    return client;
  }

  async function nextMessages(client: Client, count: number): Promise<string[]> {
    const messages: string[] = [];
    while (messages.length < count) {
      const message = await client.next();
      expect(message).toMatchObject({ type: "log" });
      const text = String(Reflect.get(Object(Reflect.get(Object(message), "log")), "message"));
      if (text !== "first") messages.push(text);
    }
    return messages;
  }

  test("are sent the lines that match, in the order in which they were written", async () => {
    const own = await testServer(published);
    const flowRun = randomUUID();
    const client = await watchRun(own, own, flowRun);
    const lines = Array.from({ length: 300 }, (_, i) => line(flowRun, `line ${i}`));
    await write(own, line(flowRun, "too low", 10), ...lines, line(randomUUID(), "of another"));
    await write(own, line(flowRun, "last"));
    expect(await nextMessages(client, 301)).toEqual([...lines.map(({ message }) => message), "last"]);
    await own.close();
  });

  test.runIf(testDialect === "postgresql")("are sent those of other servers, unless these do not publish", async () => {
    const here = await testServer(published);
    const shared = { PREFECT_SERVER_DATABASE_CONNECTION_URL: here.databaseUrl };
    const there = await testServer({ ...published, ...shared });
    const silent = await testServer(shared);
    const flowRun = randomUUID();
    const client = await watchRun(here, there, flowRun);
    await write(silent, line(flowRun, "unsaid"));
    const lines = Array.from({ length: 300 }, (_, i) => line(flowRun, `line ${i}`));
    await write(there, ...lines);
    expect(await nextMessages(client, 300)).toEqual(lines.map(({ message }) => message));
    for (const server of [silent, there, here]) await server.close();
  });
});

describe("a server that closes", () => {
  test("keeps what it received, and tells its clients to come back", async () => {
    const closing = await testServer();
    const [sender, watcher] = [await enter("/events/in", closing), await enter("/events/out", closing)];
    say(watcher, { type: "filter", filter: {} });
    say(sender, event("last.words"));
    await ping(sender);
    await closing.close();
    expect([await sender.closed, await watcher.closed]).toEqual([1012, 1012]);
  });
});
