import { createDatabase, type TestDatabase } from "@prefect-ts/testing/postgresql/databases";
import { findServer } from "@prefect-ts/testing/postgresql/server";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { difference, upgrade } from "../../migrator/migrate.ts";
import { openTarget } from "../../migrator/open-target.ts";
import type { MigrationTarget } from "../../migrator/target.ts";

let server: Awaited<ReturnType<typeof findServer>>;
let database: TestDatabase;
let target: MigrationTarget;
let client: pg.Client;
beforeAll(async () => {
  server = await findServer();
  database = await createDatabase(server.url);
  ({ target } = await openTarget(database.url));
  await upgrade(target, { revision: "head" });
  client = new pg.Client(database.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await target.close();
  await database.drop();
  await server.stop();
});

const same = { upgrade: "", downgrade: "" };

test.each([
  ["columns", "ALTER TABLE log DROP COLUMN level; ALTER TABLE flow ADD COLUMN extra text NOT NULL DEFAULT 'x'"],
  [
    "a column's type, default and NOT NULL",
    "ALTER TABLE variable ALTER COLUMN name DROP NOT NULL, ALTER COLUMN name TYPE text; ALTER TABLE worker ALTER COLUMN status DROP DEFAULT",
  ],
  [
    "indexes",
    "DROP INDEX ix_flow_run__state_id; DROP INDEX trgm_ix_flow_name; CREATE INDEX ix_flow__name ON flow (name)",
  ],
  [
    "constraints",
    "ALTER TABLE agent DROP CONSTRAINT fk_agent__work_queue_id__work_queue; ALTER TABLE flow DROP CONSTRAINT uq_flow__name",
  ],
  ["a table less", "DROP TABLE flow_run_input"],
])("%s: the statements lead to the declared schema, and back", async (_, change) => {
  expect(await difference(target)).toEqual(same);
  await client.query(change);
  const found = await difference(target);
  await client.query(found.upgrade);
  expect(await difference(target)).toEqual(same);
  await client.query(found.downgrade);
  expect(await difference(target)).toEqual(found);
  await client.query(found.upgrade);
});
