import { openDatabase } from "@prefect-ts/database/open";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { CareDatabases, dialects } from "@prefect-ts/testing/care/databases";
import { addFlow, addRun, idOf, insert, kinds } from "@prefect-ts/testing/care/history";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pruneCounts, pruneDatabase } from "./prune.ts";

let databases: CareDatabases;
beforeEach(() => {
  databases = new CareDatabases();
});
afterEach(() => databases.remove());

const before = () => Timestamp.now().plus(-10 * 86_400);

async function prune(url: string) {
  const database = await openDatabase(url, { migrate: false });
  try {
    const counted = await pruneCounts(database, before());
    const pruned = await pruneDatabase(database, before(), () => {});
    return { counted, pruned };
  } finally {
    await database.close();
  }
}

describe.each(dialects)("on %s", (dialect) => {
  test("runs that ended before go with all that is theirs, and others stay", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, async (store) => {
      await addFlow(store);
      for (const [number, days] of [20, 11, 9, 20].entries()) await addRun(store, number + 1, days);
      await store.run("UPDATE flow_run SET state_type = 'RUNNING' WHERE id = $1", [idOf(kinds.flowRun, 4)]);
      await insert(store, "artifact_collection", { key: "key-1", latest_id: idOf(kinds.artifact, 1) });
    });
    const { counted, pruned } = await prune(url);
    expect(pruned).toEqual({ flowRuns: 2, taskRuns: 2, logs: 2, artifacts: 2 });
    expect(counted).toEqual(pruned);
    const rows = await databases.dump(url);
    expect(rows["flow_run"]?.map(({ id }) => id)).toEqual([idOf(kinds.flowRun, 3), idOf(kinds.flowRun, 4)]);
    for (const table of ["flow_run_state", "task_run", "task_run_state", "log", "artifact"]) {
      expect(rows[table], table).toHaveLength(2);
    }
    expect(rows["artifact_collection"]).toBeUndefined();
  });

  test("a run that another began goes after that one, and stays as long as it does", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, async (store) => {
      await addFlow(store);
      for (const [number, days] of [12, 20, 5, 20].entries()) await addRun(store, number + 1, days);
      const setParent = "UPDATE flow_run SET parent_task_run_id = $1 WHERE id = $2";
      await store.run(setParent, [idOf(kinds.taskRun, 1), idOf(kinds.flowRun, 2)]);
      await store.run(setParent, [idOf(kinds.taskRun, 3), idOf(kinds.flowRun, 4)]);
    });
    await prune(url);
    const { flow_run: left = [] } = await databases.dump(url);
    expect(left.map(({ id }) => id)).toEqual([idOf(kinds.flowRun, 3), idOf(kinds.flowRun, 4)]);
  });

  test("task runs outside of flows go too", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, async (store) => {
      await addFlow(store);
      for (const [number, days] of [20, 5].entries()) await addRun(store, number + 1, days);
      for (const table of ["log", "artifact", "task_run"]) await store.run(`UPDATE ${table} SET flow_run_id = NULL`);
      await store.run("DELETE FROM flow_run");
    });
    expect((await prune(url)).pruned).toEqual({ flowRuns: 0, taskRuns: 1, logs: 1, artifacts: 1 });
    expect((await databases.dump(url))["task_run"]).toHaveLength(1);
  });

  test("a server goes on writing meanwhile", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, (store) =>
      store.transaction(async () => {
        await addFlow(store);
        for (let number = 1; number <= 300; number++) await addRun(store, number, 20);
      }),
    );
    const { store } = await databases.open(url);
    // Both write in this thread: who waits for the other here must let it go on.
    if (dialect === "sqlite") await store.rows("PRAGMA busy_timeout = 0");
    const writer = { number: 300, wanted: true };
    const write = async () => {
      while (writer.wanted) {
        try {
          await store.transaction(() => addRun(store, writer.number + 1, 1));
          writer.number++;
        } catch (error) {
          if (Object(error).code !== "SQLITE_BUSY") throw error;
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const writing = write();
    const { pruned } = await prune(url);
    writer.wanted = false;
    await writing;
    expect(pruned.flowRuns).toBe(300);
    const rows = await databases.dump(url);
    for (const table of ["flow_run", "task_run", "log"]) expect(rows[table], table).toHaveLength(writer.number - 300);
    expect(writer.number).toBeGreaterThan(301);
  });
});
