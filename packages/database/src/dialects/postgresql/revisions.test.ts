import { readFileSync } from "node:fs";
import { before, type MigrationDatabase, migrationDatabase } from "@prefect-ts/testing/postgresql/migrations";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chainOf, headOf } from "../../migrator/chain.ts";
import { readRevision } from "../../migrator/script.ts";

interface Change {
  added: string[];
  removed: string[];
}

/** A step of the reference; `back` is what its downgrade changes where that is not the opposite. */
interface Step extends Change {
  revision: string;
  back?: Change;
}

/** The facts of the reference's schema at the first revision, and how each step changes them. */
const recorded: { first: string[]; steps: Step[] } = JSON.parse(
  readFileSync(new URL("./revisions.fixture.json", import.meta.url), "utf8"),
);

const chain = chainOf("postgresql");
const head = headOf("postgresql").id;

let database: MigrationDatabase;
beforeEach(async () => {
  database = await migrationDatabase();
});
afterEach(() => database.drop());

test("every revision, upwards and downwards, changes the schema as the reference's does", async () => {
  await database.upgrade(chain[0]?.id);
  let last = await database.facts();
  const change = async () => {
    const before = last;
    last = await database.facts();
    return {
      revision: await database.revision(),
      added: last.filter((fact) => !before.includes(fact)),
      removed: before.filter((fact) => !last.includes(fact)),
    };
  };
  expect(last).toEqual(recorded.first);
  expect(recorded.steps.map(({ revision }) => revision)).toEqual(chain.slice(1).map(({ id }) => id));
  for (const { revision, added, removed } of recorded.steps) {
    await database.upgrade(revision);
    expect(await change()).toEqual({ revision, added, removed });
  }
  for (const { revision, added, removed, back } of recorded.steps.toReversed()) {
    const to = before(revision);
    await database.downgrade(to);
    expect(await change()).toEqual({ revision: to, ...(back ?? { added: removed, removed: added }) });
  }
});

test("a new database is made at head as the walk from the first revision leaves it", async () => {
  await database.upgrade();
  const atOnce = await database.facts();
  await database.downgrade("base");
  expect(await database.facts()).toEqual(
    [
      "column alembic_version.version_num character varying(32) not null",
      "CREATE UNIQUE INDEX alembic_version_pkc ON alembic_version USING btree (version_num)",
      "constraint alembic_version_pkc PRIMARY KEY (version_num)",
      "extension pg_trgm",
    ].toSorted(),
  );
  await database.upgrade(chain[0]?.id);
  await database.upgrade();
  expect(await database.facts()).toEqual(atOnce);
});

test("a database that the reference downgraded to nothing, and where it left a type behind, is made anew", async () => {
  await database.rows("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)");
  await database.rows("CREATE TYPE worker_status AS ENUM ('ONLINE', 'OFFLINE')");
  await database.upgrade();
  expect(await database.revision()).toBe(head);
});

test("the tables of other programs stay, beside Prefect's", async () => {
  await database.rows("CREATE TABLE inventory AS SELECT 1 AS part");
  await database.upgrade();
  await database.downgrade("base");
  expect(await database.rows("SELECT part FROM inventory")).toEqual([{ part: 1 }]);
});

test("a reset makes Prefect's tables anew, whatever revision they are at, and leaves those of other programs", async () => {
  await database.upgrade();
  const facts = await database.facts();
  await database.rows("UPDATE alembic_version SET version_num = 'ffffffffffff'");
  await database.rows("INSERT INTO flow (name) VALUES ('gone')");
  await database.rows("CREATE TABLE ts_inventory AS SELECT id FROM flow");
  await database.reset();
  expect(await database.facts()).toEqual(facts);
  expect(await database.revision()).toBe(head);
  expect(await database.rows("SELECT * FROM flow")).toEqual([]);
  expect(await database.rows("SELECT * FROM ts_inventory")).toHaveLength(1);
});

test("statements outside of a transaction can be run again, and build anew what a kill left invalid", () => {
  const statements = chain.flatMap((revision) =>
    (["upgrade", "downgrade"] as const)
      .map((direction) => readRevision(revision, direction))
      .filter(({ transactional }) => !transactional)
      .flatMap(({ steps }) => steps.map((step) => ("sql" in step ? step.sql : step.rows))),
  );
  const again =
    /^(-- drop invalid index: (\w+)\nCREATE (UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS \2 |DROP INDEX CONCURRENTLY IF EXISTS |ALTER TABLE \w+ ADD COLUMN IF NOT EXISTS |UPDATE block_document\n)/;
  expect(statements.length).toBeGreaterThan(30);
  expect(statements.filter((sql) => !again.test(sql))).toEqual([]);
});

test("an index that a kill left invalid is built anew", async () => {
  await database.upgrade("9e9dadc36797");
  await database.rows(
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_event_resources__occurred'::regclass",
  );
  expect((await database.facts()).filter((fact) => fact.startsWith("invalid"))).toHaveLength(1);
  await database.upgrade();
  expect((await database.facts()).filter((fact) => fact.startsWith("invalid"))).toEqual([]);
});

test.each(["9e83011d1f2a", "09a9e091e578"])(
  "killed in the midst of revision %s, the next run goes on from there",
  async (revision) => {
    await database.upgrade(chain[0]?.id);
    await database.upgrade(before(revision));
    const other = new pg.Client(database.url);
    await other.connect();
    await other.query("BEGIN");
    await other.query("SELECT version_num FROM alembic_version FOR UPDATE");
    const outcome = database.upgrade().catch((error: unknown) => String(error));
    const blocked = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect.poll(async () => (await database.rows(blocked)).length).toBe(1);
    await database.rows(`SELECT pg_terminate_backend(pid) FROM (${blocked}) AS waiting`);
    await expect(outcome).resolves.toContain(`Revision ${revision}`);
    await other.end();
    expect(await database.revision()).toBe(before(revision));
    await database.upgrade();
    expect(await database.revision()).toBe(head);
  },
);

test.each([
  ["an empty database", undefined, 1],
  ["an old one", "d20618ce678e", 53],
])("processes that start together on %s migrate it once", async (_name, start, steps) => {
  if (start) await database.upgrade(start);
  const taken: string[] = [];
  const run = () => database.upgrade("head", ({ revision }) => void taken.push(revision));
  await Promise.all([run(), run(), run()]);
  expect(taken).toHaveLength(steps);
  expect(await database.revision()).toBe(head);
});
