import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CareDatabases, dialects, type TestDialect } from "@prefect-ts/testing/care/databases";
import { addHistory } from "@prefect-ts/testing/care/history";
import { type ProgramProcess, startProgram } from "@prefect-ts/testing/server-process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let databases: CareDatabases;
let folder: string;
let file: string;
beforeEach(() => {
  databases = new CareDatabases();
  folder = join(databases.folder, "backups");
  file = join(folder, "prefect.backup");
  mkdirSync(folder);
});
afterEach(() => databases.remove());

const backup = (url: string) =>
  startProgram(databases.folder, ["server", "database", "backup", file, "-y"], {
    PREFECT_SERVER_DATABASE_CONNECTION_URL: url,
  });

/** A database whose backup cannot be over at once: large on SQLite, on PostgreSQL with a table that somebody has locked. */
async function slowDatabase(dialect: TestDialect): Promise<{ url: string; finish: () => Promise<void> }> {
  const url = await databases.create(dialect);
  await databases.with(url, addHistory);
  if (dialect === "sqlite") {
    await databases.with(url, (store) => store.run("CREATE TABLE large AS SELECT zeroblob(200000000) AS content"));
    return { url, finish: async () => {} };
  }
  const { store } = await databases.open(url);
  await store.run("BEGIN");
  await store.run("LOCK TABLE variable IN ACCESS EXCLUSIVE MODE");
  return { url, finish: async () => void (await store.run("ROLLBACK")) };
}

/** Waits until the process has begun to write a file. */
async function writing({ pid, ended }: ProgramProcess, written = file): Promise<void> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!existsSync(`${written}.partial-${pid}`)) {
    if (isOver) throw new Error(`It has ended: ${JSON.stringify(await ended)}`);
    await sleep(1);
  }
}

describe.each(dialects)("on %s", (dialect) => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends a backup with %i, and leaves the file as it was", async (signal, code) => {
    const { url } = await slowDatabase(dialect);
    writeFileSync(file, "the one before");
    const running = backup(url);
    await writing(running);
    expect(await running.kill(signal)).toEqual({ code, signal: null, stdout: "", stderr: "" });
    expect(readdirSync(folder)).toEqual(["prefect.backup"]);
    expect(readFileSync(file, "utf8")).toBe("the one before");
  });

  test("the next backup removes what a killed one left, and nothing of one that works", async () => {
    const { url, finish } = await slowDatabase(dialect);
    const killed = backup(url);
    await writing(killed);
    expect((await killed.kill("SIGKILL")).signal).toBe("SIGKILL");
    const others = [`prefect.backup.partial-${process.pid}`, "other.backup.partial-1", "prefect.backup.partial-x"];
    for (const name of others) writeFileSync(join(folder, name), "");
    expect(readdirSync(folder)).toContain(`prefect.backup.partial-${killed.pid}`);
    await finish();
    expect(await backup(url).ended).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(folder).toSorted()).toEqual([...others, "prefect.backup"].toSorted());
  });
});

describe("a restoration of SQLite that is interrupted", () => {
  let url: string;
  let database: string;
  const partials = () => readdirSync(databases.folder).filter((name) => name.includes(".partial-"));
  const restore = () =>
    startProgram(databases.folder, ["server", "database", "restore", file, "-y"], {
      PREFECT_SERVER_DATABASE_CONNECTION_URL: url,
    });
  beforeEach(async () => {
    ({ url } = await slowDatabase("sqlite"));
    database = url.replace("sqlite+aiosqlite:///", "");
    expect(await backup(url).ended).toMatchObject({ code: 0 });
  });

  test("leaves the database as it was, and nothing else", async () => {
    const before = readFileSync(database);
    const running = restore();
    await writing(running, database);
    expect((await running.kill("SIGTERM")).code).toBe(143);
    expect(partials()).toEqual([]);
    expect(readFileSync(database).equals(before)).toBe(true);
  });

  test("leaves, when it is killed, what the next one removes", async () => {
    const killed = restore();
    await writing(killed, database);
    await killed.kill("SIGKILL");
    expect(partials()).not.toEqual([]);
    expect(await restore().ended).toMatchObject({ code: 0 });
    expect(partials()).toEqual([]);
  });
});
