import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CountedRuns, runId } from "@prefect-ts/testing/counted-runs";
import SQLite from "better-sqlite3";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Database } from "../../database.ts";
import { unrestricted } from "../../filters/counted-runs.ts";
import { openDatabase } from "../../open.ts";

const { start } = CountedRuns;
const patience = { timeout: 60_000 };

let folder: string;
let database: Database;
let runs: CountedRuns;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  database = await openDatabase(`sqlite+aiosqlite:///${folder}/prefect.db`);
  runs = new CountedRuns(database);
  await runs.fill(6000);
});
afterEach(async () => {
  vi.useRealTimers();
  await database.close();
  rmSync(folder, { recursive: true });
});

async function expectRightCounts(): Promise<void> {
  expect(await runs.kept()).toEqual(await runs.expected());
}

test("runs of every kind are counted as their rows say", async () => {
  await expectRightCounts();
});

test("what is written meanwhile counts: new runs, new states, runs that end or go", async () => {
  await expectRightCounts();
  await runs.change(7, { state_type: "COMPLETED", state_name: "New name", total_run_time: 1000 });
  await runs.change(2, { state_type: "FAILED", start_time: null });
  await runs.change(14, { expected_start_time: null });
  await runs.change(15, { state_type: null });
  await expectRightCounts();
  await database.write((tx) => runs.add(tx, 6000, 3000));
  await runs.change(3, { state_type: "RUNNING", state_timestamp: start });
  await expectRightCounts();
  await database.write((tx) => runs.delete(tx, 8999, 4, 5));
  await expectRightCounts();
  await database.write((tx) => runs.add(tx, 9000, 5));
  await expectRightCounts();
  await database.write(({ db }) => db.deleteFrom("flow").execute());
  expect(await runs.expected()).toEqual([]);
  await expectRightCounts();
});

test("a change that is not committed yet counts once it is", async () => {
  const before = await runs.kept();
  let commit: (() => void) | undefined;
  const isOpen = new Promise<void>((opened) => {
    void database.write(async (tx) => {
      await runs.change(6, { state_type: "CRASHED" }, tx);
      await runs.delete(tx, 16);
      opened();
      await new Promise<void>((resolve) => (commit = resolve));
    });
  });
  await isOpen;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await runs.counted()).toEqual(before);
  commit?.();
  await database.write(async () => {});
  await expectRightCounts();
  expect(await runs.counted()).not.toEqual(before);
});

test("another process may write, and the clock may be set back", async () => {
  await expectRightCounts();
  const other = new SQLite(`${folder}/prefect.db`);
  other.exec(`update flow_run set state_type = 'PAUSED' where id = '${runId(1)}'`);
  other.close();
  await expectRightCounts();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3600e3 });
  await runs.change(12, { state_type: "CRASHED" });
  await expectRightCounts();
});

test("a filter's runs alone are counted", async () => {
  const ofTag = "select rowid from flow_run where tags like ? and state_timestamp > ?";
  const keys = { sql: ofTag, parameters: ['%"a"%', start] };
  expect(await runs.kept({ keys })).toEqual(await runs.expected("a"));
  const tags = { operator: "and_" as const, all_: ["a"], is_null_: null };
  expect(await runs.counted({ conditions: { ...unrestricted, tags } })).toEqual(await runs.expected("a"));
});

test("all runs may be counted at once", async () => {
  const counts = await runs.kept({ periods: null });
  expect(counts.reduce((sum, { count_runs: count }) => sum + count, 0)).toBe(6000);
});

test("many runs are read before anybody has asked", async () => {
  await database.write((tx) => runs.add(tx, 6000, 4000));
  expect(await runs.counted({}, 0)).toBeNull();
  database.readAhead();
  expect(await vi.waitUntil(() => runs.counted({}, 0), patience)).toEqual(await runs.expected());
});

test("columns are read though others ask without a pause", async () => {
  // More than are read at a stretch.
  await database.write((tx) => runs.add(tx, 6000, 19_000));
  const busy = sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 50000) select count(*) from numbers`;
  let goOn = true;
  const lane = async () => {
    while (goOn) await database.readWide(({ db }) => busy.execute(db));
  };
  const lanes = Array.from({ length: 8 }, lane);
  try {
    await expectRightCounts();
  } finally {
    goOn = false;
    await Promise.all(lanes);
  }
});

test("runs are left to queries until those took long, and where names of states cannot be parted", async () => {
  expect(await runs.counted()).toBeNull();
  await runs.change(1, { state_name: "two\nlines" });
  await expect(runs.kept({}, 30)).rejects.toThrow("not kept");
});
