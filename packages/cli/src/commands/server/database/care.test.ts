import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openStore } from "@prefect-ts/database/care/store";
import { headOf } from "@prefect-ts/database/migrator/chain";
import { addHistory } from "@prefect-ts/testing/care/history";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CommandLine } from "../../../testing/command-line.ts";

let cli: CommandLine;
let file: string;
let url: string;
beforeEach(async () => {
  cli = new CommandLine();
  file = join(cli.home, "prefect.db");
  url = `sqlite+aiosqlite:///${file}`;
  await database("upgrade -y");
  const opened = await openStore(url);
  await addHistory(opened.store);
  await opened.close();
});
afterEach(() => cli[Symbol.dispose]());

const database = (line: string, options?: Parameters<CommandLine["run"]>[1]) =>
  cli.run(`server database ${line}`, options);

function change(sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
  db.close();
}

describe("status", () => {
  test("says where the database is, its revision, and what is in it", async () => {
    const { exitCode, stdout, stderr } = await database("status");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(`Database: ${url}\n`);
    expect(stdout).toContain(`Revision: ${headOf("sqlite").id} (the newest)\n`);
    expect(stdout).toMatch(/│ flow_run +│ 3 /);
  });

  test("as JSON, tells what is pending and what retention would remove", async () => {
    await database("downgrade -y");
    const env = { PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD: "P2D" };
    const { stdout } = await database("status -o json", { env });
    expect(JSON.parse(stdout)).toMatchObject({
      dialect: "sqlite",
      pending: [headOf("sqlite").id],
      expired: { flowRuns: 2, events: 0 },
      retention: { flowRuns: 172_800 },
    });
  });

  test("of a database that is not there yet, makes none", async () => {
    const env = { PREFECT_SERVER_DATABASE_CONNECTION_URL: `sqlite:///${join(cli.home, "other.db")}` };
    const { stdout } = await database("status", { env });
    expect(stdout).toContain("Revision: none yet");
    expect(existsSync(join(cli.home, "other.db"))).toBe(false);
  });

  test("masks the password", async () => {
    const env = { PREFECT_SERVER_DATABASE_CONNECTION_URL: "postgresql://me:secret@127.0.0.1:1/prefect" };
    const { exitCode, stdout, stderr } = await database("status", { env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("nothing answers at 127.0.0.1:1");
    expect(stdout + stderr).not.toContain("secret");
  });
});

describe("check", () => {
  test("exits with 0 where nothing is wrong", async () => {
    expect(await database("check")).toEqual({ exitCode: 0, stdout: `Nothing is wrong with ${url}\n`, stderr: "" });
  });

  test("exits with 1 where something is, and says it, and fixes it when told to", async () => {
    change("UPDATE task_run SET state_name = 'Other'");
    const wrong = "3 rows of task_run whose state_type, state_name or state_timestamp is not that of their state";
    const found = await database("check");
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toContain(wrong);
    expect(JSON.parse((await database("check -o json")).stdout)).toMatchObject({
      found: [{ what: wrong, rows: 3, fixable: true }],
    });
    const unanswered = await database("check --fix");
    expect(unanswered.exitCode).toBe(1);
    expect(unanswered.stderr).toContain("say yes with -y");
    const fixed = await database("check --fix -y");
    expect(fixed.exitCode).toBe(0);
    expect(fixed.stdout).toContain(`Fixed: ${wrong}: given the columns of their state\nNothing is wrong with ${url}\n`);
  });
});

describe("backup and restore", () => {
  test("write a file, and put it back", async () => {
    const backup = await database("backup saved.db");
    expect(backup).toMatchObject({ exitCode: 0, stderr: "" });
    expect(backup.stdout).toContain(`Wrote and checked ${join(cli.folder, "saved.db")}`);
    change("DELETE FROM flow_run");
    expect((await database("restore saved.db")).stderr).toContain("say yes with -y");
    expect((await database("restore saved.db -y")).exitCode).toBe(0);
    expect((await database("check")).exitCode).toBe(0);
    expect(JSON.parse((await database("status -o json")).stdout).tables).toContainEqual(
      expect.objectContaining({ name: "flow_run", rows: 3 }),
    );
    expect(readdirSync(cli.folder).sort()).toEqual(["home", "saved.db"]);
  });

  test("a file that is there is overwritten only when told to", async () => {
    await database("backup saved.db");
    const { exitCode, stderr } = await database("backup saved.db");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Are you sure you want to overwrite");
    expect((await database("backup saved.db -y")).exitCode).toBe(0);
  });
});

describe("copy", () => {
  test("copies the configured database, and says that both are equal", async () => {
    const to = `sqlite:///${join(cli.folder, "copy.db")}`;
    const { exitCode, stdout } = await database(`copy --to ${to}`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("counts and checksums are equal");
    const again = await database(`copy --to ${to}`);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain("has rows already");
    expect(again.stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("prune", () => {
  test("a dry run says what would go, and deletes nothing", async () => {
    const { stdout } = await database("prune --older-than 36h --dry-run");
    expect(stdout).toMatch(/^Would delete 2 flow runs, 2 task runs, 2 logs and 2 artifacts that ended before /);
    expect((await database("prune --older-than 36h")).stderr).toContain("say yes with -y");
    expect((await database("prune --older-than 36h -y")).stdout).toBe(
      "Deleted 2 flow runs, 2 task runs, 2 logs and 2 artifacts\n",
    );
    expect(JSON.parse((await database("prune --older-than 36h -y -o json")).stdout)).toMatchObject({
      deleted: { flowRuns: 0, taskRuns: 0 },
    });
  });

  test.each(["0d", "-1d", "90", "d", "1.5d", "soon", "999999999w"])("%s is no age", async (age) => {
    const { exitCode, stderr } = await database(`prune --older-than=${age} -y`);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `'${age}' is no age to prune by: write a number with s, m, h, d or w, such as 90d, 12h or 2w.\n`,
    });
  });
});

test.each(["status", "check", "backup x", "restore x -y", "prune --older-than 1d -y", "copy --to sqlite:////tmp/x.db"])(
  "%s of a database in memory is refused",
  async (line) => {
    const { exitCode, stderr } = await database(line, {
      env: { PREFECT_SERVER_DATABASE_CONNECTION_URL: "sqlite:///:memory:" },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("A database in memory lives within one process");
  },
);
