import { administer } from "@prefect-ts/testing/postgresql/databases";
import { testDatabase } from "@prefect-ts/testing/test-database";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database, Session, Transaction } from "../../database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { openDatabase } from "../../open.ts";

let database: Database;
let url: string;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ url, drop } = await testDatabase(""));
  database = await openDatabase(url, { readers: 1, writers: 4 });
});
afterEach(async () => {
  await database.close();
  await drop();
});

const addFlow = (tx: Transaction, name: string) => sql`insert into flow (name) values (${name})`.execute(tx.db);

async function flowNames({ db }: Session): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from flow order by name`.execute(db);
  return rows.map(({ name }) => name);
}

async function addAndTell(tx: Transaction, name: string): Promise<string> {
  await addFlow(tx, name);
  const { rows } = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(tx.db);
  return rows[0]?.id ?? "";
}

const names = ["a", "b", "c", "d", "e", "f"];

test("writes that wait together share a transaction", async () => {
  const ids = await Promise.all(names.map((name) => database.writeShared((tx) => addAndTell(tx, name))));
  // The first two found nobody to share with.
  expect(new Set(ids).size).toBe(3);
  expect(await database.read(flowNames)).toEqual(names);
});

test("what fails in one is its own: the others are kept, and each hook is called once", async () => {
  const kept: string[] = [];
  const results = await Promise.allSettled(
    [...names, "a", "b"].map((name, i) =>
      database.writeShared(async (tx) => {
        tx.afterCommit(() => kept.push(`${name}${i}`));
        await addFlow(tx, name);
        if (i === 3) throw new Error("no such thing");
      }),
    ),
  );
  expect(results.map(({ status }) => status === "fulfilled")).toEqual([...names.map((_, i) => i !== 3), false, false]);
  expect(results[3]).toMatchObject({ reason: { message: "no such thing" } });
  expect(results[6]).toMatchObject({ reason: { kind: "unique" } });
  expect(await database.read(flowNames)).toEqual(["a", "b", "c", "e", "f"]);
  expect(kept.sort()).toEqual(["a0", "b1", "c2", "e4", "f5"]);
});

test("of those who share a transaction, too, one waits for the row that another holds", async () => {
  const id = "0190a0a0-0000-7000-8000-000000000001";
  await database.write(({ db }) =>
    sql`insert into flow (id, name, labels) values (${id}, 'counted', '{"n": 0}')`.execute(db),
  );
  const countUp = async (tx: Transaction) => {
    tx.lock("flow", id);
    const { rows } = await sql<{ labels: { n: number } }>`select labels from flow where id = ${id}`.execute(tx.db);
    await sql`update flow set labels = ${JSON.stringify({ n: (rows[0]?.labels.n ?? 0) + 1 })} where id = ${id}`.execute(
      tx.db,
    );
  };
  await Promise.all(Array.from({ length: 12 }, () => database.writeShared(countUp)));
  const { rows } = await database.read(({ db }) => sql<{ labels: unknown }>`select labels from flow`.execute(db));
  expect(rows).toEqual([{ labels: { n: 12 } }]);
});

test("where the connection is lost, all who share it are told, and nothing is done again", async () => {
  let runs = 0;
  const write = (name: string) =>
    database.writeShared(async (tx) => {
      runs++;
      await addFlow(tx, name);
      if (name !== "d") return;
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx.db);
      await administer(url, [`select pg_terminate_backend(${rows[0]?.pid})`]);
    });
  const results = await Promise.allSettled(names.map(write));
  const isKept = results.map(({ status }) => status === "fulfilled");
  expect(isKept).toEqual([true, true, false, false, false, false]);
  expect(results[2]).toMatchObject({ reason: expect.any(DatabaseUnavailableError) });
  expect(runs).toBe(names.length);
  expect(await database.read(flowNames)).toEqual(["a", "b"]);
});

test("where a hook fails after the commit, nothing is done again", async () => {
  const write = (name: string) =>
    database.writeShared(async (tx) => {
      tx.afterCommit(() => {
        if (name === "c") throw new Error("nobody listens");
      });
      await sql`insert into log (name, level, message, timestamp) values (${name}, 20, '', now())`.execute(tx.db);
    });
  const results = await Promise.allSettled(names.map(write));
  expect(results[2]).toMatchObject({ reason: { message: "nobody listens" } });
  const { rows } = await database.read(({ db }) => sql`select name from log order by name`.execute(db));
  expect(rows).toEqual(names.map((name) => ({ name })));
});
