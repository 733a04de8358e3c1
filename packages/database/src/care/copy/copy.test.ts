import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { openDatabase } from "@prefect-ts/database/open";
import { CareDatabases, dialects } from "@prefect-ts/testing/care/databases";
import { addHistory, addRun, idOf, insert, kinds } from "@prefect-ts/testing/care/history";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chainOf } from "../../migrator/chain.ts";
import { copyDatabase } from "./copy.ts";

let databases: CareDatabases;
beforeEach(() => {
  databases = new CareDatabases();
});
afterEach(() => databases.remove());

const pairs = dialects.flatMap((from) => dialects.map((to) => [from, to] as const));

describe.each(pairs)("from %s to %s", (from, to) => {
  test("and back again, every value is what it was", async () => {
    const [first, second, third] = [
      await databases.create(from),
      await databases.create(to, null),
      await databases.create(from, null),
    ];
    await databases.with(first, addHistory);
    const there = await copyDatabase({ from: first, to: second });
    const back = await copyDatabase({ from: second, to: third });
    expect(await databases.dump(third)).toEqual(await databases.dump(first));
    expect(back.tables).toEqual(there.tables);
    expect(there.changes).toEqual({});
    expect(there.tables.find(({ name }) => name === "variable")?.rows).toBe(6);
    await (await openDatabase(second, { migrate: false })).close();
  });

  test("an older database stays at its revision, or the counterpart", async () => {
    const place = 30;
    const [source, target] = [
      await databases.create(from, chainOf(from)[place - 1]?.id),
      await databases.create(to, null),
    ];
    await databases.with(source, (store) => insert(store, "flow", { id: idOf(kinds.flow, 1), name: "f" }));
    const { revision, targetRevision } = await copyDatabase({ from: source, to: target });
    const slug = (dialect: (typeof dialects)[number], id: string) =>
      chainOf(dialect).find((one) => one.id === id)?.slug;
    expect(revision).toBe(chainOf(from)[place - 1]?.id);
    if (from === to) expect(targetRevision).toBe(revision);
    expect(slug(to, targetRevision)).toBeDefined();
    expect((await databases.dump(target))["flow"]).toHaveLength(1);
    expect((await databases.open(target)).revision).toBe(targetRevision);
  });

  test("a copy that was killed goes on, and no server takes it for whole before", async () => {
    const [source, target] = [await databases.create(from), await databases.create(to, null)];
    await databases.with(source, async (store) => {
      await addHistory(store);
      await addLogs(store, 25_000);
    });
    const killed = kill(source, target, "log");
    expect(killed.signal, killed.stderr).toBe("SIGKILL");
    await expect(openDatabase(target)).rejects.toThrow("has tables but no revision");
    const { isResumed, tables } = await copyDatabase({ from: source, to: target });
    expect(isResumed).toBe(true);
    expect(tables.find(({ name }) => name === "log")?.rows).toBe(25_003);
    await (await openDatabase(target, { migrate: false })).close();
  });

  test("what was changed between a kill and going on is copied as it is now", async () => {
    const [source, target] = [await databases.create(from), await databases.create(to, null)];
    await databases.with(source, async (store) => {
      await addHistory(store);
      await addLogs(store, 25_000);
    });
    expect(kill(source, target, "log").signal).toBe("SIGKILL");
    await databases.with(source, (store) =>
      store.run("UPDATE log SET message = 'changed' WHERE id = $1", [idOf(kinds.log, 1)]),
    );
    const { tables } = await copyDatabase({ from: source, to: target });
    const read = () =>
      databases.with(target, (store) => store.rows("SELECT message FROM log WHERE id = $1", [idOf(kinds.log, 1)]));
    expect(await read()).toEqual([{ message: "changed" }]);
    expect(tables.find(({ name }) => name === "log")?.rows).toBe(25_003);
  });

  test("while one copies into a database, a second copy is refused in a line, and changes nothing", async () => {
    const [source, target] = [await databases.create(from), await databases.create(to, null)];
    await databases.with(source, async (store) => {
      await addHistory(store);
      await addLogs(store, 25_000);
    });
    const first = await pause(source, target, "log");
    const before = await databases.dump(target);
    await expect(copyDatabase({ from: source, to: target })).rejects.toThrow(
      /^A copy into \S+ is under way since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: let it finish, or stop it [^\n]+$/,
    );
    expect(await databases.dump(target)).toEqual(before);
    expect(await first.go()).toBe(0);
    expect((await databases.dump(target))["log"]).toHaveLength(25_003);
    await expect(copyDatabase({ from: source, to: target })).rejects.toThrow("has rows already");
    if (to === "sqlite") expect(readdirSync(databases.folder).filter((name) => name.includes("copying"))).toEqual([]);
  });

  test("a database that has rows is left alone", async () => {
    const [source, target] = [await databases.create(from), await databases.create(to)];
    await databases.with(source, addHistory);
    await databases.with(target, (store) => insert(store, "flow", { id: idOf(kinds.flow, 9), name: "mine" }));
    const before = await databases.dump(target);
    await expect(copyDatabase({ from: source, to: target })).rejects.toThrow("has rows already (in flow)");
    expect(await databases.dump(target)).toEqual(before);
  });

  test("an unfinished copy of another database is not gone on with", async () => {
    const [source, other, target] = [
      await databases.create(from),
      await databases.create(from),
      await databases.create(to, null),
    ];
    await databases.with(source, async (store) => {
      await addHistory(store);
      await addLogs(store, 25_000);
    });
    expect(kill(source, target, "log").signal).toBe("SIGKILL");
    await expect(copyDatabase({ from: other, to: target })).rejects.toThrow("holds an unfinished copy of");
  });
});

describe("from SQLite to PostgreSQL", () => {
  test("what PostgreSQL has no place for is changed, and said", async () => {
    const [source, target] = [await databases.create("sqlite"), await databases.create("postgresql", null)];
    const values = [
      '{"a": NaN, "b": -Infinity, "NaN": "NaN"}',
      '"nul \\u0000, half \\ud800, pair \\ud83d\\ude00, \\\\u0000"',
    ];
    await databases.with(source, async (store) => {
      for (const [i, value] of values.entries()) {
        await insert(store, "variable", { id: idOf(kinds.variable, i), name: `v${i}`, value });
      }
      await insert(store, "flow", { id: idOf(kinds.flow, 1), name: "nul \0" });
    });
    const { changes } = await copyDatabase({ from: source, to: target });
    expect(changes).toEqual({
      "flow.name: a character that PostgreSQL refuses became U+FFFD": 1,
      "variable.value: NaN or Infinity became null": 1,
      "variable.value: a character that PostgreSQL refuses became U+FFFD": 1,
    });
    const read = (sql: string) => databases.with(target, (store) => store.rows<{ value: string }>(sql));
    const texts = (await read("SELECT value FROM variable ORDER BY name")).map(({ value }) => value);
    expect(texts).toEqual(['{"a": null, "b": null, "NaN": "NaN"}', '"nul \ufffd, half \ufffd, pair 😀, \\\\u0000"']);
    expect(await read("SELECT name AS value FROM flow")).toEqual([{ value: "nul \ufffd" }]);
  });

  test("rows that break a foreign key are not taken, and what to do is said", async () => {
    const [source, target] = [await databases.create("sqlite"), await databases.create("postgresql", null)];
    await databases.with(source, async (store) => {
      await addHistory(store);
      await store.run("PRAGMA foreign_keys = OFF");
      await store.run("DELETE FROM flow_run WHERE id = $1", [idOf(kinds.flowRun, 1)]);
    });
    await expect(copyDatabase({ from: source, to: target })).rejects.toThrow("check --fix");
    await expect(openDatabase(target)).rejects.toThrow("has tables but no revision");
  });

  test("UUIDs without hyphens and instants without a fraction arrive as what they are", async () => {
    const [source, target] = [await databases.create("sqlite"), await databases.create("postgresql", null)];
    const id = idOf(kinds.flow, 7);
    await databases.with(source, (store) =>
      insert(store, "flow", { id: id.replaceAll("-", "").toUpperCase(), name: "old", created: "2023-03-01 10:00:00" }),
    );
    await copyDatabase({ from: source, to: target });
    expect(await databases.with(target, (store) => store.rows("SELECT id, created FROM flow"))).toEqual([
      { id, created: "2023-03-01 10:00:00+00" },
    ]);
  });
});

const addLogs = (store: Parameters<typeof addRun>[0], count: number) =>
  store.transaction(async () => {
    const number = { sqlite: "n.i", postgresql: "n.i::text" }[store.dialect];
    const id = {
      sqlite: `printf('99999999-0000-4000-8000-%012d', n.i)`,
      postgresql: "('99999999-0000-4000-8000-' || lpad(n.i::text, 12, '0'))::uuid",
    };
    await store.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
       INSERT INTO log (id, name, level, message, timestamp) SELECT ${id[store.dialect]}, 'l', 20, 'line ' || ${number}, CURRENT_TIMESTAMP FROM n`,
    );
  });

const program = createRequire(import.meta.url).resolve("@prefect-ts/testing/care/signalled-copy");

/** Copies in another process, which is killed in the midst of a table. */
const kill = (source: string, target: string, table: string) =>
  spawnSync(process.execPath, ["--conditions=source", program, source, target, table, "SIGKILL"], { encoding: "utf8" });

/** Copies in another process, which stands still in the midst of a table until `go`, which answers the exit code. */
async function pause(source: string, target: string, table: string): Promise<{ go: () => Promise<unknown> }> {
  const words = ["--conditions=source", program, source, target, table, "SIGSTOP"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), ended]);
  const go = async () => {
    child.kill("SIGCONT");
    return (await ended)[0];
  };
  return { go };
}
