import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CareDatabases, dialects } from "@prefect-ts/testing/care/databases";
import { addFlow, addHistory, addRun } from "@prefect-ts/testing/care/history";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chainOf } from "../../migrator/chain.ts";
import type { Report } from "../progress.ts";
import { openPopulated, openToRestore } from "../store.ts";
import { backupDatabase, checkBackup, restoreDatabase } from "./backup.ts";

let databases: CareDatabases;
let file: string;
beforeEach(() => {
  databases = new CareDatabases();
  mkdirSync(join(databases.folder, "backups"));
  file = join(databases.folder, "backups", "prefect.backup");
});
afterEach(() => databases.remove());

const quiet: Report = () => {};

async function backup(url: string, onProgress: Report = quiet) {
  const opened = await openPopulated(url);
  try {
    return await backupDatabase(opened, file, onProgress);
  } finally {
    await opened.close();
  }
}

async function restore(url: string): Promise<void> {
  const store = await openToRestore(url);
  try {
    await restoreDatabase(store, { file, revision: await checkBackup(store, file, quiet) }, quiet);
  } finally {
    await store.close();
  }
}

describe.each(dialects)("on %s", (dialect) => {
  test("what was backed up comes back, in the place of what was there", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, addHistory);
    const before = await databases.dump(url);
    await backup(url);
    await databases.with(url, async (store) => {
      await store.run("DELETE FROM flow_run");
      await store.run("UPDATE flow SET name = 'other'");
    });
    await restore(url);
    expect(await databases.dump(url)).toEqual(before);
    const { store, target, revision } = await databases.open(url);
    expect(revision).toBe(chainOf(dialect).at(-1)?.id);
    expect(await target.difference()).toMatchObject({ upgrade: "" });
    expect(await store.damages()).toEqual([]);
  });

  test("a backup of an older revision is restored into an empty database at that revision", async () => {
    const revision = chainOf(dialect)[9]?.id ?? "";
    const source = await databases.create(dialect, revision);
    await databases.with(source, addFlow);
    await backup(source);
    const target = await databases.create(dialect, null);
    await restore(target);
    expect(await databases.dump(target)).toEqual(await databases.dump(source));
    expect((await databases.open(target)).revision).toBe(revision);
  });

  test("a backup that is made while another writes is as of one instant", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, async (store) => {
      await addFlow(store);
      for (let number = 1; number <= 200; number++) await store.transaction(() => addRun(store, number));
    });
    const { store } = await databases.open(url);
    const writer = { number: 200, wanted: true };
    const write = async () => {
      while (writer.wanted) {
        await store.transaction(() => addRun(store, ++writer.number));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const writing = write();
    await backup(url);
    writer.wanted = false;
    await writing;
    expect(writer.number).toBeGreaterThan(200);
    const copy = await databases.create(dialect, null);
    await restore(copy);
    const rows = await databases.dump(copy);
    const counts = ["flow_run", "flow_run_state", "task_run", "task_run_state", "log", "artifact"].map(
      (table) => rows[table]?.length,
    );
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThanOrEqual(200);
  });

  test("a file that was damaged or cut short is refused, and the database stays as it was", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, (store) => addHistory(store, 30));
    await backup(url);
    const before = await databases.dump(url);
    const good = readFileSync(file);
    const flipped = Buffer.from(good);
    // Pages of SQLite begin with what they are.
    for (let at = 4096; at < flipped.length - 64; at += 4096) flipped.fill(0xff, at, at + 64);
    for (const bad of [good.subarray(0, good.length - 100), good.subarray(0, 2000), flipped]) {
      writeFileSync(file, bad);
      await expect(restore(url)).rejects.toThrow(/is damaged/);
    }
    expect(await databases.dump(url)).toEqual(before);
  });

  test("a file that is no backup is refused", async () => {
    const url = await databases.create(dialect, null);
    await expect(restore(url)).rejects.toThrow("cannot be read");
    for (const content of ["", "no backup"]) {
      writeFileSync(file, content);
      await expect(restore(url)).rejects.toThrow("is not a backup of a Prefect database");
    }
  });

  test("a backup of the other dialect is refused, with the way to go", async () => {
    const other = dialects.find((name) => name !== dialect) ?? dialect;
    await backup(await databases.create(other));
    await expect(restore(await databases.create(dialect))).rejects.toThrow("prefect server database copy");
  });

  test("only a whole backup bears the name", async () => {
    const url = await databases.create(dialect);
    await databases.with(url, addHistory);
    writeFileSync(file, "the one before");
    const interrupt = () => {
      throw new Error("interrupted");
    };
    await expect(backup(url, interrupt)).rejects.toThrow(`No backup was written to ${file}: interrupted`);
    expect(readFileSync(file, "utf8")).toBe("the one before");
    await backup(url);
    expect(readdirSync(join(databases.folder, "backups"))).toEqual(["prefect.backup"]);
    expect(readFileSync(file, "utf8")).not.toBe("the one before");
  });

  test("a full disk leaves nothing behind", async (context) => {
    const folder = join(databases.folder, "small");
    mkdirSync(folder);
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder]);
    if (status !== 0) context.skip("a small disk cannot be mounted here");
    try {
      const url = await databases.create(dialect);
      await databases.with(url, (store) => addHistory(store, 400));
      file = join(folder, "prefect.backup");
      await expect(backup(url)).rejects.toThrow(`No backup was written to ${file}`);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      spawnSync("umount", ["-l", folder]);
    }
  });
});

describe("on SQLite", () => {
  test("a file that a server has open is not replaced", async () => {
    const url = await databases.create("sqlite");
    await databases.with(url, addHistory);
    await backup(url);
    const { store } = await databases.open(url);
    await store.rows("SELECT 1 FROM flow");
    await expect(restore(url)).rejects.toThrow("is in use: stop the server");
    expect(await store.rows("SELECT name FROM flow")).toHaveLength(1);
  });

  test("a database that was damaged is replaced", async () => {
    const url = await databases.create("sqlite");
    await databases.with(url, addHistory);
    const before = await databases.dump(url);
    await backup(url);
    writeFileSync(url.replace("sqlite+aiosqlite:///", ""), "damaged ".repeat(1000));
    await restore(url);
    expect(await databases.dump(url)).toEqual(before);
  });

  test("a backup does not go onto the database itself", async () => {
    const url = await databases.create("sqlite");
    file = url.replace("sqlite+aiosqlite:///", "");
    await expect(backup(url)).rejects.toThrow("is the database itself");
    expect(existsSync(file)).toBe(true);
  });
});

describe("on PostgreSQL", () => {
  test("tables that a transaction holds are not replaced", async () => {
    const url = await databases.create("postgresql");
    await backup(url);
    const { store } = await databases.open(url);
    await store.run("BEGIN");
    await store.rows("SELECT 1 FROM flow");
    await expect(restore(url)).rejects.toThrow("in use: stop the servers");
    await store.run("ROLLBACK");
    expect(await store.rows("SELECT name FROM flow")).toEqual([]);
  });

  test("a backup that stops amid a table's rows ends", async () => {
    const url = await databases.create("postgresql");
    // More than one packet of rows: what was not read of them keeps the connection busy.
    await databases.with(url, (store) => addHistory(store, 400));
    const interrupt: Report = ({ what }) => {
      if (what === "Copying flow_run") throw new Error("interrupted");
    };
    await expect(backup(url, interrupt)).rejects.toThrow(`No backup was written to ${file}: interrupted`);
  });
});
