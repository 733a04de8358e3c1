import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BulkInsert } from "../../bulk-insert.ts";
import type { Transaction } from "../../database.ts";
import { DatabaseBusyError, IntegrityError } from "../../errors.ts";
import { SqliteDatabase } from "./database.ts";

let folder: string;
let file: string;
let database: SqliteDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  file = join(folder, "x.db");
  const schema = "CREATE TABLE flow (id TEXT PRIMARY KEY, name TEXT NOT NULL)";
  database = new SqliteDatabase(file, "test", { busyTimeoutMs: 300, schema });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const insert = (tx: Transaction, id: string) => tx.db.insertInto("flow").values({ id, name: id }).execute();
const ids = () => database.read((session) => session.db.selectFrom("flow").select("id").orderBy("id").execute());

test("of writes that share a commit, one that fails leaves the others", async () => {
  const told: string[] = [];
  const write = (id: string) =>
    database.write(async (tx) => {
      tx.afterCommit(() => told.push(id));
      await insert(tx, id);
    });
  const results = await Promise.allSettled(["a", "b", "a", "c"].map(write));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(results[2]).toMatchObject({ reason: expect.any(IntegrityError) });
  expect(await ids()).toEqual([{ id: "a" }, { id: "b" }, { id: "c" }]);
  expect(told).toEqual(["a", "b", "c"]);
});

test("an insertion of many rows that fails at one of them leaves none, and what shares its commit as it was", async () => {
  const flows = new BulkInsert("flow", ["id", "name"]);
  const write = (rows: [id: string, name: string | null][]) => database.write((tx) => flows.run(tx, rows));
  const results = await Promise.allSettled([
    write([["a", "a"]]),
    write([...Array.from({ length: 9 }, (_, i): [string, string] => [`b${i}`, "b"]), ["b", null]]),
    write([["c", "c"]]),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await ids()).toEqual([{ id: "a" }, { id: "c" }]);
});

test("a write that fails leaves nothing, alone or in company, and the next one succeeds", async () => {
  const failing = () =>
    database.write(async (tx) => {
      await insert(tx, "gone");
      throw new Error("on purpose");
    });
  await expect(failing()).rejects.toThrow("on purpose");
  await Promise.all([
    expect(failing()).rejects.toThrow("on purpose"),
    database.write((tx) => insert(tx, "stays")),
    expect(failing()).rejects.toThrow("on purpose"),
  ]);
  expect(await ids()).toEqual([{ id: "stays" }]);
});

test("when the whole transaction is undone, everyone in it is told", async () => {
  const results = await Promise.allSettled([
    database.write((tx) => insert(tx, "a")),
    database.write(async (tx) => {
      await insert(tx, "b");
      // What SQLite does by itself where a disk is full.
      await sql`ROLLBACK`.execute(tx.db);
      throw new Error("undone");
    }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await database.write((tx) => insert(tx, "c"));
  expect(await ids()).toEqual([{ id: "c" }]);
});

test("a write waits for another process's lock; past its time it is turned away, later ones are not", async () => {
  const other = new SQLite(file);
  other.exec("BEGIN IMMEDIATE");
  const early = database.write((tx) => insert(tx, "early"));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const late = database.write((tx) => insert(tx, "late"));
  await expect(early).rejects.toThrow(DatabaseBusyError);
  other.exec("COMMIT");
  other.close();
  await late;
  expect(await ids()).toEqual([{ id: "late" }]);
});
