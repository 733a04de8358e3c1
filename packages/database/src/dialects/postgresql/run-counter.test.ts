import { CountedRuns, rounded, runId } from "@prefect-ts/testing/counted-runs";
import { testDatabase } from "@prefect-ts/testing/test-database";
import { sql } from "kysely";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Database, Transaction } from "../../database.ts";
import { unrestricted } from "../../filters/counted-runs.ts";
import { openDatabase } from "../../open.ts";
import { duration } from "../../values.ts";
import type { RunCountQuery } from "../run-counts.ts";
import { connectionConfig } from "./connection-config.ts";
import { RunCounter } from "./run-counter.ts";

const { start } = CountedRuns;
const patience = { timeout: 60_000 };

let url: string;
let drop: () => Promise<void>;
let database: Database;
let runs: CountedRuns;
let counter: RunCounter;
beforeEach(async () => {
  ({ url, drop } = await testDatabase(""));
  database = await openDatabase(url, { readers: 1, writers: 4 });
  runs = new CountedRuns(database);
  await runs.fill(2000);
  counter = new RunCounter(options());
});
afterEach(async () => {
  await counter.close();
  await database.close();
  await drop();
});

const options = () => ({
  config: connectionConfig(new URL(url), {}),
  microsPerRow: 0,
  leastMs: 0,
  clockSeconds: 0.1,
});

/** Null where it is left to a query. */
const counted = async (asked: Partial<RunCountQuery> = {}) => rounded(await counter.count(runs.query(asked)));

/** Out of what is kept, be it that it is read first. */
const kept = (asked: Partial<RunCountQuery> = {}) =>
  vi.waitUntil(async () => {
    await counter.keep(runs.query(asked), 0);
    return await counted(asked);
  }, patience);

async function expectRightCounts(): Promise<void> {
  expect(await kept()).toEqual(await runs.expected());
}

/** What is in the transaction is done as the promise resolves, and committed by what it answers. */
async function openTransaction(work: (tx: Transaction) => Promise<unknown>): Promise<() => Promise<void>> {
  let commit = () => {};
  let done: Promise<unknown> = Promise.resolve();
  await new Promise<void>((opened) => {
    done = database.write(async (tx) => {
      await work(tx);
      opened();
      await new Promise<void>((resolve) => (commit = resolve));
    });
  });
  return async () => {
    commit();
    await done;
  };
}

test("a table is read once queries have taken as long", async () => {
  await counter.close();
  counter = new RunCounter({ ...options(), leastMs: 30, microsPerRow: 1000 });
  await database.write(({ db }) => sql`analyze flow_run`.execute(db));
  expect(counter.keep(runs.query(), 20)).toBeUndefined();
  await counter.keep(runs.query(), 30);
  expect(await counted()).toBeNull();
  // It knows by now that to read the table takes two seconds.
  expect(counter.keep(runs.query(), 1500)).toBeUndefined();
  await counter.keep(runs.query(), 3000);
  expect(await counted()).toEqual(await runs.expected());
});

test("many runs are read before anybody has asked", async () => {
  await database.write((tx) => runs.add(tx, 2000, 8000));
  await database.write(({ db }) => sql`analyze flow_run`.execute(db));
  expect(await runs.counted({}, 0)).toBeNull();
  database.readAhead();
  expect(await vi.waitUntil(() => runs.counted({}, 0), patience)).toEqual(await runs.expected());
});

test("what is written meanwhile counts at once: new runs, new states, runs that end", async () => {
  await kept();
  await runs.change(7, { state_type: "COMPLETED", state_name: "New name", total_run_time: duration(1000) });
  await runs.change(2, { state_type: "FAILED", start_time: null });
  await runs.change(14, { expected_start_time: null });
  await runs.change(15, { state_type: null });
  expect(await counted()).toEqual(await runs.expected());
  await database.write((tx) => runs.add(tx, 2000, 3000));
  await runs.change(3, { state_type: "RUNNING", state_timestamp: start });
  expect(await counted()).toEqual(await runs.expected());
});

test("runs that were deleted do not count, whatever they went with", async () => {
  await kept();
  await database.write((tx) => runs.delete(tx, 8, 4, 5));
  expect(await counted()).toBeNull();
  await expectRightCounts();
  await database.write(({ db }) => db.deleteFrom("flow").execute());
  expect(await counted()).toBeNull();
  expect(await kept()).toEqual([]);
});

test("a deletion that came to nothing leaves what is kept", async () => {
  await kept();
  const deletion = database.write(async (tx) => {
    await runs.delete(tx, 8);
    throw new Error("changed its mind");
  });
  await expect(deletion).rejects.toThrow("changed its mind");
  await database.write((tx) => runs.delete(tx, 9_999_999));
  expect(await counted()).toEqual(await runs.expected());
});

test("a change that is not committed yet counts once it is, however late", async () => {
  const before = await kept();
  const commit = await openTransaction(async (tx) => {
    await runs.change(6, { state_type: "CRASHED" }, tx);
    await runs.delete(tx, 16);
  });
  expect(await counted()).toEqual(before);
  await commit();
  expect(await counted()).toBeNull();
  const commitChange = await openTransaction((tx) => runs.change(7, { state_type: "CRASHED" }, tx));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const between = await kept();
  expect(await counted()).toEqual(between);
  await commitChange();
  expect(await counted()).toEqual(await runs.expected());
  expect(await counted()).not.toEqual(between);
});

test("whoever else deletes runs, or empties the table, is noticed", async () => {
  await kept();
  // Statistics come when a session ends, or seconds later.
  await asOther(`delete from flow_run where id = '${runId(1)}'`);
  await vi.waitFor(async () => expect(await counted()).toBeNull(), patience);
  await expectRightCounts();
  await asOther("truncate flow_run cascade");
  expect(await counted()).toBeNull();
  expect(await kept()).toEqual([]);
});

test("conditions are met in memory; what asks for more is left to a query", async () => {
  const tags = { operator: "and_" as const, all_: ["a"], is_null_: null };
  expect(await kept({ conditions: { ...unrestricted, tags } })).toEqual(await runs.expected("a"));
  expect(await counted({ keys: { sql: "select id from flow_run", parameters: [] } })).toBeNull();
  const all = await counted({ periods: null });
  expect(all?.reduce((sum, { count_runs: count }) => sum + count, 0)).toBe(2000);
});

test("a lost connection costs what was kept, and nothing else", async () => {
  await kept();
  expect(await asOther(`select pg_terminate_backend(pid) from ${others}`)).toHaveLength(1);
  await vi.waitFor(async () => expect(await counted()).toBeNull(), patience);
  await expectRightCounts();
});

test("it goes when nobody asks any more", async () => {
  await counter.close();
  counter = new RunCounter({ ...options(), idleMs: 500 });
  await kept();
  expect(await asOther(`select pid from ${others}`)).toHaveLength(1);
  await vi.waitFor(async () => expect(await asOther(`select pid from ${others}`)).toEqual([]), patience);
});

const sessions =
  "pg_stat_activity where datname = current_database() and (query like 'copy (%' or query like '%as \"isBlind\"%')";
const others = `${sessions} and pid <> pg_backend_pid()`;

async function asOther(query: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}
