import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { expect, test } from "vitest";
import { Acknowledged, defects, writeUntilGone } from "./acknowledged.ts";

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends the server well: what it took in is answered and kept",
  async (signal) => {
    const { home, remove } = temporaryHome();
    const server = await startServerProcess(home);
    const kept = new Acknowledged();
    const writing = Array.from({ length: 8 }, () => writeUntilGone(server.url ?? "", kept));
    while (kept.runs.size < 20) await sleep(5);
    expect(await server.kill(signal)).toMatchObject({ code: 0, signal: null, stderr: "" });
    await Promise.all(writing);
    // A request that came while the server closed may be turned away, not fail.
    expect(kept.refused.filter((answer) => !answer.startsWith("503"))).toEqual([]);
    expect(defects(join(home, "prefect.db"), kept)).toEqual([]);
    remove();
  },
);

test("what is in flight when the signal comes is answered", async () => {
  const { home, remove } = temporaryHome();
  const server = await startServerProcess(home);
  const { DatabaseSync } = await import("node:sqlite");
  const other = new DatabaseSync(join(home, "prefect.db"));
  other.exec("BEGIN IMMEDIATE");
  const waiting = fetch(`${server.url}/flows/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"name":"in flight"}',
  });
  await sleep(300);
  const ended = server.kill("SIGTERM");
  await sleep(300);
  other.exec("COMMIT");
  expect((await waiting).status).toBe(201);
  expect((await ended).code).toBe(0);
  expect(other.prepare("SELECT name FROM flow").all()).toEqual([{ name: "in flight" }]);
  other.close();
  remove();
});
