import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { expect, test } from "vitest";
import { Acknowledged, defects, writeUntilGone } from "./acknowledged.ts";

/** How often the server is killed; more than a few is for a long night. */
const kills = Number(process.env.PREFECT_TEST_KILLS ?? 3);
const writers = 8;

test(
  "a server that is killed while it writes keeps all that it answered, and nothing by half",
  async () => {
    const { home, remove } = temporaryHome();
    const kept = new Acknowledged();
    for (let count = 0; count < kills; count++) {
      const server = await startServerProcess(home);
      if (server.url === undefined) throw new Error((await server.ended).stderr);
      const before = kept.runs.size;
      const writing = Array.from({ length: writers }, () => writeUntilGone(server.url ?? "", kept));
      while (kept.runs.size < before + writers) await sleep(5);
      await sleep(Math.random() * 400);
      expect((await server.kill("SIGKILL")).signal).toBe("SIGKILL");
      await Promise.all(writing);
    }
    const server = await startServerProcess(home);
    const answer = await fetch(`${server.url}/flow_runs/count`, { method: "POST" });
    expect(await answer.json()).toBeGreaterThanOrEqual(kept.runs.size);
    await server.kill("SIGTERM");
    expect(kept.refused).toEqual([]);
    expect(defects(join(home, "prefect.db"), kept)).toEqual([]);
    remove();
  },
  60_000 + kills * 10_000,
);
