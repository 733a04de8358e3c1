import { randomUUID } from "node:crypto";
import { borrowRedis } from "@prefect-ts/testing/redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { environment, run } from "./harness/process.ts";
import { findPython, pythonIn } from "./harness/python.ts";
import { type Server, serverNamed } from "./harness/server.ts";

const python = await findPython();
const venv = "venv" in python ? python.venv : "";

/** Why the reference cannot take part; undefined where it can. */
async function obstacle(): Promise<string | undefined> {
  if ("missing" in python) return python.missing;
  const { exit } = await run([pythonIn(venv), "-c", "import prefect_redis"], environment({}), 60_000);
  return exit === 0 ? undefined : `${venv} has no prefect-redis: remove it, and it is made anew`;
}

const missing = await obstacle();
if (missing !== undefined) console.warn(`Skipped the servers in Python that share a Redis: ${missing}`);
const redis = missing === undefined ? await borrowRedis() : undefined;
afterAll(() => redis?.drop());

/** Until a message of another server has come; Python starts slowly on a busy machine. */
const patience = { timeout: 30_000 };
const settings = {
  PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED: "true",
  PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED: "true",
};

describe.runIf(redis)("servers of both kinds that share a Redis", () => {
  let ours: Server;
  let theirs: Server;
  beforeAll(async () => {
    const env = { ...redis?.env, ...settings };
    ours = await serverNamed("ours", venv, env)();
    theirs = await serverNamed("reference", venv, env)();
  });
  afterAll(async () => {
    await theirs?.stop();
    await ours?.stop();
  });

  async function watch(server: Server, path: string): Promise<object[]> {
    const seen: object[] = [];
    const socket = new WebSocket(server.url.replace("http", "ws") + path, ["prefect"]);
    socket.on("message", (data) => void seen.push(JSON.parse(String(data))));
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(JSON.stringify({ type: "auth", token: null }));
    await expect.poll(() => seen, patience).toHaveLength(1);
    const occurred = { until: new Date(Date.now() + 600_000).toISOString() };
    const filter = path === "/events/out" ? { occurred } : {};
    socket.send(JSON.stringify({ type: "filter", filter, backfill: false }));
    afterAll(() => socket.close());
    return seen;
  }

  const post = async (server: Server, path: string, body: object[]) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
  };
  const now = () => new Date().toISOString();

  const event = () => ({
    id: randomUUID(),
    occurred: now(),
    event: "told.to-all",
    resource: { "prefect.resource.id": "thing.1", "a-label": "ä" },
    related: [{ "prefect.resource.id": "other.1", "prefect.resource.role": "r" }],
    payload: { list: [1, 2.5, null, "x"], nested: { yes: true } },
    follows: null,
  });
  const line = () => ({ name: "n", level: 20, message: randomUUID(), timestamp: now(), flow_run_id: randomUUID() });

  test.each(["ours", "theirs"] as const)("show live what %s took in", async (kind) => {
    const [from, to] = kind === "ours" ? [ours, theirs] : [theirs, ours];
    const [events, lines] = [await watch(to, "/events/out"), await watch(to, "/logs/out")];
    const [sentEvent, sentLine] = [event(), line()];
    // Whoever watches hears what comes once the server has begun to listen, so it is said again until it is heard.
    await expect
      .poll(async () => {
        await post(from, "/events", [{ ...event(), event: "hello" }]);
        await post(from, "/logs/", [{ ...line(), message: "hello" }]);
        return events.length > 1 && lines.length > 1;
      }, patience)
      .toBe(true);
    await post(from, "/events", [sentEvent]);
    await post(from, "/logs/", [sentLine]);
    const { occurred, ...rest } = sentEvent;
    const told = { type: "event", event: { ...rest, occurred: expect.any(String), received: expect.any(String) } };
    await expect.poll(() => events.at(-1), patience).toEqual(told);
    expect(new Date(Reflect.get(Object(Reflect.get(events.at(-1) ?? {}, "event")), "occurred"))).toEqual(
      new Date(occurred),
    );
    const { timestamp: _, ...written } = sentLine;
    await expect
      .poll(() => lines.at(-1), patience)
      .toMatchObject({ type: "log", log: { ...written, task_run_id: null } });
  });
});
