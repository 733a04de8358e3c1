import { CareDatabases, dialects } from "@prefect-ts/testing/care/databases";
import { addHistory, idOf, insert, kinds } from "@prefect-ts/testing/care/history";
import SQLite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openPopulated, type Store } from "../store.ts";
import { checkDatabase } from "./check.ts";
import { fixDatabase } from "./fix.ts";

let databases: CareDatabases;
beforeEach(() => {
  databases = new CareDatabases();
});
afterEach(() => databases.remove());

const gone = idOf(9, 9);
const longAgo = "2024-01-01 00:00:00.000000";

/** Writes without foreign keys in force. */
async function plant(store: Store, sql: string): Promise<void> {
  await store.run(store.dialect === "sqlite" ? "PRAGMA foreign_keys = OFF" : "SET session_replication_role = replica");
  await store.run(sql);
}

interface Defect {
  readonly sql: string;
  readonly what: string;
  /** How many findings are left after the fix. */
  readonly left: number;
}

const run = idOf(kinds.flowRun, 1);
const taskRun = idOf(kinds.taskRun, 1);
const defects: readonly Defect[] = [
  {
    sql: `DELETE FROM flow WHERE id = '${idOf(kinds.flow, 1)}'`,
    what: "3 rows of flow_run whose flow_id names a row of flow that is not there",
    left: 0,
  },
  {
    sql: `DELETE FROM task_run WHERE id = '${taskRun}'`,
    what: "1 rows of task_run_state whose task_run_id names a row of task_run that is not there",
    left: 0,
  },
  {
    sql: `UPDATE log SET flow_run_id = '${gone}', created = '${longAgo}'`,
    what: "3 rows of log of flow runs that are not there",
    left: 0,
  },
  {
    sql: `UPDATE log SET flow_run_id = NULL, task_run_id = '${gone}', created = '${longAgo}'`,
    what: "3 rows of log of task runs that are not there",
    left: 0,
  },
  {
    sql: `UPDATE artifact SET flow_run_id = '${gone}', created = '${longAgo}'`,
    what: "3 rows of artifact of flow runs that are not there",
    left: 0,
  },
  {
    sql: `UPDATE flow_run SET state_type = 'RUNNING', end_time = NULL WHERE id = '${run}'`,
    what: "1 rows of flow_run whose state_type, state_name or state_timestamp is not that of their state",
    left: 0,
  },
  {
    sql: `UPDATE task_run SET state_name = 'Other' WHERE id = '${taskRun}'`,
    what: "1 rows of task_run whose state_type, state_name or state_timestamp is not that of their state",
    left: 0,
  },
  {
    sql: `UPDATE flow_run SET end_time = NULL WHERE id = '${run}'`,
    what: "1 rows of flow_run that have ended and have no end_time",
    left: 0,
  },
  {
    sql: `UPDATE task_run SET state_id = '${gone}' WHERE id = '${taskRun}'`,
    what: "1 rows of task_run whose state is not there",
    left: 1,
  },
  {
    sql: `UPDATE flow_run SET state_id = '${idOf(kinds.state, 4)}' WHERE id = '${run}'`,
    what: "1 rows of flow_run whose state is another run's",
    left: 1,
  },
  {
    sql: `UPDATE concurrency_limit_v2 SET active_slots = 2, slot_decay_per_second = 0`,
    what: "1 rows of concurrency_limit_v2 with more slots taken than leases hold",
    left: 1,
  },
  {
    sql: `INSERT INTO artifact_collection (key, latest_id) VALUES ('key-1', '${gone}'), ('none', '${gone}')`,
    what: "2 rows of artifact_collection of artifacts that are not there",
    left: 0,
  },
  {
    sql: `INSERT INTO event_resources (occurred, resource_id, resource_role, resource, event_id, created) VALUES ('${longAgo}', 'r', '', '{}', '${gone}', '${longAgo}')`,
    what: "1 rows of event_resources of events that are not there",
    left: 0,
  },
  {
    sql: "DROP INDEX ix_flow_run__name",
    what: "The schema is not the declared one; it lacks: CREATE INDEX ix_flow_run__name",
    left: 1,
  },
];

describe.each(dialects)("on %s", (dialect) => {
  test("nothing is wrong with what a server wrote", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, addHistory);
    expect(await checkDatabase(await openPopulated(url), () => {})).toEqual([]);
  });

  test.each(defects)("$sql: it is found, and put right where that is safe", async ({ sql, what, left }) => {
    const url = await databases.create(dialect);
    await databases.with(url, addHistory);
    await databases.with(url, (store) => plant(store, sql));
    const opened = await openPopulated(url);
    try {
      const found = await checkDatabase(opened, () => {});
      expect(found.map((finding) => finding.what)).toContainEqual(expect.stringContaining(what));
      const { left: rest } = await fixDatabase(opened, found, { report: () => {} });
      expect(rest).toHaveLength(left);
    } finally {
      await opened.close();
    }
  });

  test("what is younger than an hour may still be on its way", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, addHistory);
    await databases.with(url, (store) =>
      insert(store, "log", { name: "l", level: 20, message: "m", timestamp: longAgo, flow_run_id: gone }),
    );
    expect(await checkDatabase(await databases.open(url), () => {})).toEqual([]);
  });

  test("a collection whose artifact is gone gets the newest one of its key", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, addHistory);
    const opened = await databases.open(url);
    await opened.store.run(`INSERT INTO artifact_collection (key, latest_id) VALUES ('key-1', '${gone}')`);
    for (const { fix } of await checkDatabase(opened, () => {})) await fix?.();
    expect(await opened.store.rows("SELECT key, latest_id FROM artifact_collection")).toEqual([
      { key: "key-1", latest_id: idOf(kinds.artifact, 1) },
    ]);
  });
});

test("an INVALID index is found and built anew", async () => {
  const opened = await databases.open(await databases.create("postgresql"));
  await opened.store.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_log__level'::regclass");
  const [finding, ...others] = await checkDatabase(opened, () => {});
  expect({ what: finding?.what, others }).toEqual({
    what: "the index ix_log__level is INVALID: its making was cut short",
    others: [],
  });
  await finding?.fix?.();
  expect(await checkDatabase(opened, () => {})).toEqual([]);
});

test("an index that misses rows is found and built anew", async () => {
  const url = await databases.create("sqlite");
  await databases.with(url, addHistory);
  const file = new SQLite(url.replace("sqlite+aiosqlite:///", "")).unsafeMode();
  // What the index is of changes behind its back, and back.
  for (const column of ["state_name", "name"]) {
    file.pragma("writable_schema = ON");
    file
      .prepare("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_flow_run__name'")
      .run(`CREATE INDEX ix_flow_run__name ON flow_run (${column})`);
    file.pragma("writable_schema = RESET");
    if (column !== "name") file.exec("REINDEX ix_flow_run__name");
  }
  file.close();
  const opened = await databases.open(url);
  const found = await checkDatabase(opened, () => {});
  expect(found.map(({ kind }) => kind)).toContain("integrity");
  for (const { fix } of found) await fix?.();
  expect(await checkDatabase(opened, () => {})).toEqual([]);
});
