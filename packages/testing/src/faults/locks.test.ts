import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Acknowledged, defects, writeUntilGone } from "./acknowledged.ts";

let home: string;
let remove: () => void;
beforeEach(() => {
  ({ home, remove } = temporaryHome());
});
afterEach(() => remove());

const started = async (env: Record<string, string> = {}) => {
  const server = await startServerProcess(home, { env });
  if (server.url === undefined) throw new Error((await server.ended).stderr);
  return { ...server, url: server.url };
};
const createFlow = (url: string, name: string) =>
  fetch(`${url}/flows/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name }),
  });
/** Another process's connection to the database, with its write lock; the server may be in a write of its own just then. */
function lock(): DatabaseSync {
  const other = new DatabaseSync(join(home, "prefect.db"), { timeout: 30_000 });
  other.exec("BEGIN IMMEDIATE");
  return other;
}
const settled = async (promise: Promise<unknown>) => await Promise.race([promise.then(() => true), sleep(0, false)]);

describe("while another process holds the write lock", () => {
  test("reads are answered, and writes as soon as it lets go", async () => {
    const server = await started();
    const other = lock();
    const writes = Array.from({ length: 20 }, (_, i) => createFlow(server.url, `flow ${i}`));
    for (let i = 0; i < 20; i++) {
      expect((await fetch(`${server.url}/flows/count`, { method: "POST" })).status).toBe(200);
      expect(await (await fetch(`${server.url}/health`)).json()).toBe(true);
      await sleep(50);
    }
    expect(await settled(Promise.any(writes))).toBe(false);
    other.exec("COMMIT");
    other.close();
    expect((await Promise.all(writes)).map(({ status }) => status)).toEqual(writes.map(() => 201));
    await server.kill("SIGTERM");
  });

  test("a write that has waited too long is answered 503 with Retry-After, and a later one succeeds", async () => {
    const server = await started({ PREFECT_SERVER_DATABASE_TIMEOUT: "1" });
    const other = lock();
    const refused = await createFlow(server.url, "too long");
    expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
      503,
      "1",
      { exception_message: "Service Unavailable" },
    ]);
    const late = createFlow(server.url, "in time");
    await sleep(300);
    other.exec("COMMIT");
    expect((await late).status).toBe(201);
    expect(other.prepare("SELECT name FROM flow").all()).toEqual([{ name: "in time" }]);
    other.close();
    await server.kill("SIGTERM");
  });
});

test("sixty-four connections that write are all served", async () => {
  const server = await started();
  const kept = new Acknowledged();
  const writing = Array.from({ length: 64 }, () => writeUntilGone(server.url, kept, () => kept.runs.size > 200));
  await Promise.all(writing);
  await server.kill("SIGTERM");
  expect(kept.refused).toEqual([]);
  expect(defects(join(home, "prefect.db"), kept)).toEqual([]);
});

test("two servers share one file, and each sees what the other wrote", async () => {
  const [one, two] = [await started(), await started()];
  const kept = new Acknowledged();
  const enough = () => kept.runs.size > 60;
  await Promise.all([one, two, one, two].map(({ url }) => writeUntilGone(url, kept, enough)));
  for (const id of kept.runs.keys()) {
    for (const { url } of [one, two]) expect((await fetch(`${url}/flow_runs/${id}`)).status).toBe(200);
  }
  expect(kept.refused).toEqual([]);
  await Promise.all([one.kill("SIGTERM"), two.kill("SIGTERM")]);
  expect(defects(join(home, "prefect.db"), kept)).toEqual([]);
});
