import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SqliteDatabase } from "./database.ts";

let folder: string;
let database: SqliteDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  database = new SqliteDatabase(join(folder, "x.db"), "test", { busyTimeoutMs: 300, schema: "CREATE TABLE t (n)" });
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

/** Counts to a number, and tells which connection did, by a setting in which the two differ. */
async function placeOfCounting(to: number): Promise<"on the spot" | "aside"> {
  const { rows } = await database.readWide((session) =>
    sql<{ setting: number }>`
      with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${to})
      select (select temp_store from pragma_temp_store) as setting, count(*) as counted from numbers`.execute(
      session.db,
    ),
  );
  return rows[0]?.setting === 2 ? "aside" : "on the spot";
}

test("a query is run aside until it has shown to be quick, and again once it was slow", async () => {
  expect(await placeOfCounting(1)).toBe("aside");
  // On a busy machine even that may take long, so it is asked again.
  await expect.poll(() => placeOfCounting(1)).toBe("on the spot");
  await placeOfCounting(3_000_000);
  expect(await placeOfCounting(3_000_000)).toBe("aside");
  expect(await placeOfCounting(3_000_000)).toBe("aside");
});

test("a quick query does not wait for a slow one", async () => {
  await expect.poll(() => placeOfCounting(1)).toBe("on the spot");
  const slow = database.readWide(({ db }) =>
    sql`with recursive slow(n) as (select 1 union all select n + 1 from slow where n < 3000000) select count(*) from slow`.execute(
      db,
    ),
  );
  const ended: string[] = [];
  await Promise.all([slow.then(() => ended.push("slow")), placeOfCounting(1).then(() => ended.push("quick"))]);
  expect(ended).toEqual(["quick", "slow"]);
});
