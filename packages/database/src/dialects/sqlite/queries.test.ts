import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { SqliteDatabase } from "./database.ts";
import { queries } from "./queries.ts";

/** Runs that had no queue when statistics were made of them, by a SQLite that notes no samples. */
const schema = `
  CREATE TABLE flow_run (id, work_queue_id);
  CREATE INDEX ix_flow_run__work_queue_id ON flow_run (work_queue_id);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO flow_run (id) SELECT i FROM n;
  ANALYZE;
  DELETE FROM sqlite_stat4;
  ANALYZE sqlite_schema;`;

test("a table that is read by an index is, whatever statistics say", async () => {
  const database = new SqliteDatabase(null, "test", { busyTimeoutMs: 300, schema });
  onTestFinished(() => database.close());
  const plan = await database.read(async ({ db }) => {
    const runs = db
      .selectFrom(queries.byIndex("flow_run", "ix_flow_run__work_queue_id"))
      .select("flow_run.id")
      .where("flow_run.work_queue_id", "=", "queue")
      .compile();
    const explained = sql<{ detail: string }>`explain query plan ${sql.raw(runs.sql.replace("?", "'queue'"))}`;
    return await explained.execute(db);
  });
  expect(plan.rows.map(({ detail }) => detail)).toEqual([
    "SEARCH flow_run USING INDEX ix_flow_run__work_queue_id (work_queue_id=?)",
  ]);
});
