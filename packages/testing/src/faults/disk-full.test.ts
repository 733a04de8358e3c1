import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { afterEach, beforeEach, describe, expect, type TestContext, test } from "vitest";
import { Acknowledged, defects, writeUntilGone } from "./acknowledged.ts";

let home: string;
let remove: () => void;
beforeEach(() => {
  ({ home, remove } = temporaryHome());
});
afterEach(() => {
  spawnSync("umount", ["-l", home]);
  remove();
});

/** Mounts a disk of so many megabytes on the home, or skips the test where that is not permitted. */
function mount(context: TestContext, megabytes: number): void {
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", home]);
  if (status !== 0) context.skip("a small disk cannot be mounted here");
}

const filler = () => join(home, "filler");

/** Takes what room is left on the disk. */
function fill(): void {
  const handle = openSync(filler(), "a");
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) writeSync(handle, Buffer.alloc(size));
    } catch (error) {
      expect(error).toMatchObject({ code: "ENOSPC" });
    }
  }
  closeSync(handle);
}

describe("a disk without room", () => {
  test("turns writes away with 503 while reads go on, until there is room again", async (context) => {
    mount(context, 40);
    const server = await startServerProcess(home);
    const url = server.url ?? "";
    const kept = new Acknowledged();
    await writeUntilGone(url, kept, () => kept.runs.size >= 10);
    fill();
    await Promise.all(Array.from({ length: 4 }, () => writeUntilGone(url, kept, () => kept.refused.length > 20)));
    expect(new Set(kept.refused)).toEqual(new Set(['503 {"exception_message":"Service Unavailable"}']));
    expect(await (await fetch(`${url}/health`)).json()).toBe(true);
    for (const id of [...kept.runs.keys()].slice(0, 10)) {
      expect((await fetch(`${url}/flow_runs/${id}`)).status).toBe(200);
    }
    rmSync(filler());
    const [refused, runs] = [kept.refused.length, kept.runs.size];
    await writeUntilGone(url, kept, () => kept.runs.size >= runs + 10);
    expect(kept.refused.length).toBe(refused);
    expect((await server.kill("SIGTERM")).code).toBe(0);
    expect(defects(join(home, "prefect.db"), kept)).toEqual([]);
  });

  test("starts no server, and leaves no part of a database", async (context) => {
    mount(context, 12);
    fill();
    const server = await startServerProcess(home);
    const { code, stderr } = await server.ended;
    expect({ code, lines: stderr.trimEnd().split("\n").length, stderr }).toEqual({ code: 1, lines: 1, stderr });
    expect(stderr).toContain("make room");
    expect(readdirSync(home)).toEqual(["filler"]);
    rmSync(filler());
    const later = await startServerProcess(home);
    expect(later.url).toBeDefined();
    await later.kill("SIGTERM");
  });
});
