import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StateType, terminalTypes } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import SQLite from "better-sqlite3";
import { sql as query } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Database, Transaction } from "../../database.ts";
import { openDatabase } from "../../open.ts";
import { duration } from "../../values.ts";
import type { RunCount } from "../run-counts.ts";

const start = Timestamp.parse("2024-02-28T00:00:00Z");
const periods = { start, seconds: 3600.5, count: 100 };
const now = start.plus(40 * 3600);

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  database = await openDatabase(`sqlite+aiosqlite:///${folder}/prefect.db`);
  await database.write(({ db }) => db.insertInto("flow").values({ id: "f", name: "f" }).execute());
  await database.write(async (tx) => {
    for (let i = 0; i < 6000; i += 100) await addRuns(tx, i, 100);
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await database.close();
  rmSync(folder, { recursive: true });
});

const types: StateType[] = ["COMPLETED", "FAILED", "RUNNING", "SCHEDULED", "CANCELLED"];

/** Runs of every kind, one each 40 seconds. */
function addRuns({ db }: Transaction, from: number, count: number, updated = start) {
  const rows = Array.from({ length: count }, (_, k) => {
    const i = from + k;
    const at = start.plus(i * 40 + (i % 7) / 7);
    const type = types[i % 5];
    return {
      id: `run ${i}`,
      name: `run ${i}`,
      flow_id: "f",
      updated,
      state_type: i % 89 === 0 ? null : type,
      state_name: i % 13 === 0 ? "Odd | : 'näme'" : `Name of ${type}`,
      state_timestamp: at.plus(5),
      expected_start_time: i % 97 === 0 ? null : at,
      start_time: i % 5 === 3 || i % 11 === 0 ? null : at.plus((i % 3) - 1.25),
      total_run_time: duration(i % 4 === 0 ? 0 : (i % 17) - 2.000001),
    };
  });
  return db.insertInto("flow_run").values(rows).execute();
}

const change = (id: string, values: object) =>
  database.write(({ db }) =>
    db
      .updateTable("flow_run")
      .set({ ...values, updated: Timestamp.now() })
      .where("id", "=", id)
      .execute(),
  );

/** As the rows say. */
async function expected(tag?: string): Promise<RunCount[]> {
  const rows = ({ db }: Pick<Transaction, "db">) => db.selectFrom("flow_run").selectAll().execute();
  const sums = new Map<string, RunCount>();
  for (const run of await database.read(rows)) {
    const { expected_start_time: at, start_time: began, state_type, state_name } = run;
    if (!at || !state_type || (tag !== undefined && !run.tags.includes(tag))) continue;
    const bucket = Math.floor(at.since(start) / periods.seconds);
    if (bucket < 0 || bucket >= periods.count) continue;
    const goingOn = state_type === "RUNNING" && run.state_timestamp ? now.since(run.state_timestamp) : 0;
    const waiting = terminalTypes.includes(state_type) ? 0 : now.since(at);
    const key = `${String(bucket).padStart(3, "0")} ${state_type} ${state_name}`;
    const sum = sums.get(key) ?? {
      bucket,
      state_type,
      state_name: state_name ?? "",
      count_runs: 0,
      sum_estimated_run_time: 0,
      sum_estimated_lateness: 0,
    };
    sum.count_runs++;
    sum.sum_estimated_run_time += Math.max(0, run.total_run_time + goingOn);
    sum.sum_estimated_lateness += Math.max(0, began ? began.since(at) : waiting);
    sums.set(key, sum);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** Sums in microseconds. */
const rounded = (counts: RunCount[] | null | undefined) =>
  counts?.map((count) => ({
    ...count,
    sum_estimated_run_time: Math.round(count.sum_estimated_run_time * 1e6),
    sum_estimated_lateness: Math.round(count.sum_estimated_lateness * 1e6),
  }));

const counted = (keys: { sql: string; parameters: unknown[] } | null = null) =>
  database.readWide(
    async ({ countRuns }) => await countRuns?.({ table: "flow_run", periods, now: now.micros, terminalTypes, keys }),
  );

async function expectRightCounts(): Promise<void> {
  expect(rounded(await counted())).toEqual(rounded(await expected()));
}

test("runs of every kind are counted as their rows say", async () => {
  await expectRightCounts();
});

test("what is written meanwhile counts: new runs, new states, runs that end or go", async () => {
  await expectRightCounts();
  await change("run 7", { state_type: "COMPLETED", state_name: "New name", total_run_time: duration(1000) });
  await change("run 2", { state_type: "FAILED", start_time: null });
  await change("run 14", { expected_start_time: null });
  await change("run 15", { state_type: null });
  await expectRightCounts();
  await database.write((tx) => addRuns(tx, 6000, 3000, Timestamp.now()));
  await change("run 3", { state_type: "RUNNING", state_timestamp: start });
  await expectRightCounts();
  await database.write(({ db }) =>
    db.deleteFrom("flow_run").where("id", "in", ["run 8999", "run 4", "run 5"]).execute(),
  );
  await expectRightCounts();
  await database.write((tx) => addRuns(tx, 9000, 5, Timestamp.now()));
  await expectRightCounts();
  await database.write(({ db }) => db.deleteFrom("flow").execute());
  expect(await expected()).toEqual([]);
  expect((await counted()) ?? []).toEqual([]);
});

test("a change that is not committed yet counts once it is", async () => {
  const before = rounded(await counted());
  let commit: (() => void) | undefined;
  const isOpen = new Promise<void>((opened) => {
    const write = async ({ db }: Transaction) => {
      const values = { state_type: "CRASHED" as const, updated: Timestamp.now() };
      await db.updateTable("flow_run").set(values).where("id", "=", "run 6").execute();
      await db.deleteFrom("flow_run").where("id", "=", "run 16").execute();
      opened();
      await new Promise<void>((resolve) => (commit = resolve));
    };
    void database.write(write);
  });
  await isOpen;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(rounded(await counted())).toEqual(before);
  commit?.();
  await database.write(async () => {});
  await expectRightCounts();
  expect(rounded(await counted())).not.toEqual(before);
});

test("another process may write, and the clock may be set back", async () => {
  await expectRightCounts();
  const other = new SQLite(`${folder}/prefect.db`);
  other.exec("update flow_run set state_type = 'PAUSED' where id = 'run 1'");
  other.close();
  await expectRightCounts();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3600e3 });
  await change("run 12", { state_type: "CRASHED" });
  await expectRightCounts();
});

test("a filter's runs alone are counted", async () => {
  await database.write(({ db }) => query`update flow_run set tags = '["a"]' where rowid % 3 = 0`.execute(db));
  const sql = "select rowid from flow_run where tags like ? and state_timestamp > ?";
  const keys = { sql, parameters: ['%"a"%', start] };
  expect(rounded(await counted(keys))).toEqual(rounded(await expected("a")));
});

test("few runs are left to a query, and so are states whose names cannot be parted", async () => {
  const few = { start: start.plus(-10), seconds: 60, count: 60 };
  const asked = { table: "flow_run" as const, periods: few, now: now.micros, terminalTypes, keys: null };
  expect(await database.readWide(async ({ countRuns }) => await countRuns?.(asked))).toBeNull();
  await change("run 1", { state_name: "two\nlines" });
  expect(await counted()).toBeNull();
});
