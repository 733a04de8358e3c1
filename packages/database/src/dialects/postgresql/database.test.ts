import { administer } from "@prefect-ts/testing/postgresql/databases";
import { testDatabase } from "@prefect-ts/testing/test-database";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database, Session } from "../../database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { openDatabase } from "../../open.ts";

let url: string;
let drop: () => Promise<void>;
let database: Database;
beforeEach(async () => {
  ({ url, drop } = await testDatabase(""));
  database = await openDatabase(url, { readers: 1, writers: 1 });
});
afterEach(async () => {
  await database.close();
  await drop();
});

async function ask({ db }: Session): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  return rows[0]?.pid;
}

/** Ends the connection that a session has, as a database that is stopped does. */
const cut = async (session: Session) => administer(url, [`select pg_terminate_backend(${await ask(session)})`]);

test("a connection that is lost in a transaction fails it, and the next one gets another", async () => {
  const cutOff = database.write(async (tx) => {
    await cut(tx);
    return await ask(tx);
  });
  await expect(cutOff).rejects.toBeInstanceOf(DatabaseUnavailableError);
  expect(await database.write(ask)).toBeTypeOf("number");
});

test("a connection that is lost before a read is replaced, and nobody notices", async () => {
  await database.read(cut);
  expect(await database.read(ask)).toBeTypeOf("number");
});
