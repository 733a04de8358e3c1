import { type MigrationDatabase, migrationDatabase } from "@prefect-ts/testing/postgresql/migrations";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTarget } from "../../migrator/open-target.ts";
import { upgrade } from "../../migrator/migrate.ts";
import type { OpenOptions } from "../../options.ts";

let database: MigrationDatabase;
beforeEach(async () => {
  database = await migrationDatabase();
});
afterEach(() => database.drop());

async function problem(url: string, options: OpenOptions = {}): Promise<string> {
  const { target } = await openTarget(url, options);
  try {
    await upgrade(target, { revision: "head" });
    return "none";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await target.close();
  }
}

const changed = (change: Partial<URL>) => Object.assign(new URL(database.url), change).href;

test("a database that is not there is named", async () => {
  expect(await problem(changed({ pathname: "/no_such_database" }))).toMatch(/there is no database no_such_database/);
});

test("a server that is not there is named, and the password is not", async () => {
  const said = await problem(changed({ port: "1", username: "someone", password: "secret" }));
  expect(said).toMatch(/nothing answers at .*:1/);
  expect(said).not.toContain("secret");
});

async function withUser(work: (user: string, url: string) => Promise<void>): Promise<void> {
  const user = `u_${new URL(database.url).pathname.slice(-12)}`;
  await database.rows(`CREATE ROLE ${user} LOGIN PASSWORD 'secret'`);
  try {
    await work(user, changed({ username: user, password: "secret" }));
  } finally {
    await database.rows(`DROP OWNED BY ${user}`);
    await database.rows(`DROP ROLE ${user}`);
  }
}

test("a user that may not create pg_trgm is told what an administrator runs", () =>
  withUser(async (user, url) => {
    const said = await problem(url);
    expect(said).toContain("have an administrator run `CREATE EXTENSION pg_trgm;`");
    expect(said).not.toContain("secret");
    expect(said).not.toContain("\n");
    await database.rows("CREATE EXTENSION pg_trgm");
    await database.rows(`GRANT CREATE ON SCHEMA public TO ${user}`);
    expect(await problem(url)).toBe("none");
  }));

test("a user that may not make tables opens a database that is at head", () =>
  withUser(async (user, url) => {
    await database.upgrade();
    await database.rows(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${user}`);
    expect(await problem(url)).toBe("none");
    // Before release 15 everybody may make tables there.
    await database.rows("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    await database.rows("DROP TABLE ts_concurrency_lease");
    expect(await problem(url)).toContain("permission denied for schema public: grant it to this user");
  }));

test("a search path without a schema is told of", async () => {
  expect(await problem(database.url, { searchPath: "nowhere" })).toMatch(/none of the schemas in the search path/);
});

test("the schema goes where the search path says first", async () => {
  await database.rows("CREATE SCHEMA elsewhere");
  expect(await problem(database.url, { searchPath: "elsewhere" })).toBe("none");
  expect(await database.rows("SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'")).toEqual([
    { count: 0 },
  ]);
});

test("a database of a release that is not known is left as it is", async () => {
  await database.upgrade();
  await database.rows("UPDATE alembic_version SET version_num = 'ffffffffffff'");
  const facts = await database.facts();
  expect(await problem(database.url)).toMatch(/is at revision ffffffffffff, which this release does not know/);
  expect(await database.facts()).toEqual(facts);
});
