import pg from "pg";
import { administer, named, type TestDatabase } from "./databases.ts";

/** Names of the databases of a run of the tests begin with its template's. */
const nameOf = (template: string, place: number) => `${new URL(template).pathname.slice(1)}_${place}`;

/** Empties every table but the revision's: deleting a few rows takes milliseconds, making a database a hundred times that. */
async function empty(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'",
    );
    const names = tables.rows.map(({ name }) => name);
    const asked = names.map((name) => `select '${name}' as name where exists (select from "${name}")`);
    const filled = await client.query<{ name: string }>(asked.join(" union all "));
    const deletions = filled.rows.map(({ name }) => `delete from "${name}"`);
    // Nothing refers to what is gone when all is.
    if (deletions.length > 0) await client.query(["set session_replication_role = replica", ...deletions].join(";"));
  } finally {
    await client.end();
  }
}

/** Whatever a test left connected must not write into the next one's database. */
const disconnect = (client: pg.Client, name: string) =>
  client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);

/**
 * An empty database at head that no other test has, made from the template or used before: it is held by a lock of the
 * server's, so that it is free again when the test's process is gone.
 */
export async function borrowDatabase(server: string, template: string): Promise<TestDatabase> {
  const holder = new pg.Client(server);
  holder.on("error", () => {});
  await holder.connect();
  for (let place = 0; ; place++) {
    const name = nameOf(template, place);
    const { rows } = await holder.query<{ held: boolean; known: boolean }>(
      `select pg_try_advisory_lock(hashtext($1)) as held, exists (select from pg_database where datname = $1) as known`,
      [name],
    );
    if (rows[0]?.held !== true) continue;
    const url = named(server, name);
    if (rows[0].known) {
      await disconnect(holder, name);
      await empty(url);
    } else await holder.query(`create database "${name}" template "${new URL(template).pathname.slice(1)}"`);
    return { url, drop: () => holder.end() };
  }
}

/** Drops what was made for a run of the tests, the template included. */
export async function dropBorrowed(server: string, template: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  const prefix = new URL(template).pathname.slice(1);
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_database where starts_with(datname, $1)",
    [prefix],
  );
  await client.end();
  await administer(
    server,
    rows.map(({ name }) => `drop database if exists "${name}" with (force)`),
  );
}
