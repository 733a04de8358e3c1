import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SqliteDatabase } from "./database.ts";

let folder: string;
let database: SqliteDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  const schema = "CREATE TABLE flow (id TEXT PRIMARY KEY, name TEXT, created DATETIME, tags JSON)";
  database = new SqliteDatabase(join(folder, "x.db"), "test", { busyTimeoutMs: 300, schema });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const counting = sql<{ n: number }>`
  with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 3000000)
  select count(*) as n from numbers`;

test("a wide read answers what a narrow one does, values of every kind included", async () => {
  const row = { id: "a", name: "ä", created: "2026-01-31 08:05:00.000001", tags: '["x", 3.0]' };
  await database.write((tx) =>
    sql`insert into flow values (${row.id}, ${row.name}, ${row.created}, ${row.tags})`.execute(tx.db),
  );
  const query = (session: Parameters<Parameters<typeof database.read>[0]>[0]) =>
    session.db.selectFrom("flow").selectAll().where("id", "=", "a").execute();
  expect(await database.readWide(query)).toEqual(await database.read(query));
});

test("while a wide read goes on, others read and write", async () => {
  let isOver = false;
  const wide = database.readWide((session) => counting.execute(session.db)).finally(() => (isOver = true));
  await database.write((tx) => tx.db.insertInto("flow").values({ id: "a", name: "a" }).execute());
  const seen = await database.read((session) => session.db.selectFrom("flow").select("id").execute());
  expect([seen, isOver]).toEqual([[{ id: "a" }], false]);
  expect((await wide).rows).toEqual([{ n: 3_000_000 }]);
});

test("a wide read that SQLite refuses says why, and the next one is answered", async () => {
  await expect(database.readWide(({ db }) => sql`select * from nowhere`.execute(db))).rejects.toThrow("nowhere");
  expect(await database.readWide((session) => session.db.selectFrom("flow").select("id").execute())).toEqual([]);
});

test("a wide read that comes as the idle thread ends is answered", async () => {
  const count = () => database.readWide((session) => counting.execute(session.db));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    await count();
    vi.advanceTimersByTime(60_000);
    expect((await count()).rows).toEqual([{ n: 3_000_000 }]);
  } finally {
    vi.useRealTimers();
  }
});
