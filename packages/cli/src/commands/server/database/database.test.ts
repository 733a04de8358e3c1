import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { chainOf } from "@prefect-ts/database/migrator/chain";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CommandLine } from "../../../testing/command-line.ts";

const ids = chainOf("sqlite").map(({ id }) => id);
const [first = "", head = ""] = [ids[0], ids.at(-1)];

let cli: CommandLine;
let file: string;
let url: string;
beforeEach(() => {
  cli = new CommandLine();
  file = join(cli.home, "prefect.db");
  url = `sqlite+aiosqlite:///${file}`;
});
afterEach(() => cli[Symbol.dispose]());

function ask(sql: string): Record<string, unknown>[] {
  const db = new DatabaseSync(file);
  const rows = db
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));
  db.close();
  return rows;
}
const revision = () => ask("SELECT version_num FROM alembic_version")[0]?.["version_num"];
const database = (line: string, options?: Parameters<CommandLine["run"]>[1]) =>
  cli.run(`server database ${line}`, options);

describe("upgrade", () => {
  test("makes a database at head, and says the reference's first and last lines", async () => {
    const { exitCode, stdout, stderr } = await database("upgrade -y");
    expect({ exitCode, stderr, lines: stdout.split("\n") }).toEqual({
      exitCode: 0,
      stderr: "",
      lines: [
        "Running upgrade migrations ...",
        `Creating the schema at ${head}, 1 of 1`,
        "Migrations succeeded!",
        `Prefect database at ${url} upgraded!`,
        "",
      ],
    });
    expect(revision()).toBe(head);
  });

  test("at head, names no revision and changes nothing", async () => {
    await database("upgrade -y");
    expect((await database("upgrade -y")).stdout).toBe(
      `Running upgrade migrations ...\nMigrations succeeded!\nPrefect database at ${url} upgraded!\n`,
    );
    expect((await database(`upgrade -y -r ${first}`)).exitCode).toBe(0);
    expect(revision()).toBe(head);
  });

  test("goes to an id, the beginning of one, or some steps on, and names each revision", async () => {
    await database(`upgrade -y -r ${first}`);
    expect(revision()).toBe(first);
    const { stdout } = await database("upgrade -y -r +2");
    expect(stdout).toContain(`Upgrading to ${ids[1]} (artifact key index), 1 of 2\n`);
    expect(stdout).toContain(`Upgrading to ${ids[2]} (log flow run timestamp index), 2 of 2\n`);
    await database("upgrade -y -r 5b0bd");
    expect(revision()).toBe("5b0bd3b41a23");
  });

  test("asks where a person is there, and takes no for an answer", async () => {
    const question = `Are you sure you want to upgrade the Prefect database at ${url}? [y/n]: `;
    expect(await database("upgrade", { answers: "n\n" })).toEqual({
      exitCode: 1,
      stdout: question,
      stderr: "Database upgrade aborted!\n",
    });
    expect(existsSync(file)).toBe(false);
    expect((await database("upgrade", { answers: "y\n" })).stdout).toContain(question);
    expect(revision()).toBe(head);
  });

  test("in memory, succeeds and says that it is lost", async () => {
    const env = {
      PREFECT_API_DATABASE_CONNECTION_URL:
        "sqlite+aiosqlite:///file::memory:?cache=shared&uri=true&check_same_thread=false",
    };
    const { exitCode, stdout, stderr } = await database("upgrade -y", { env });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: "This database is in memory: it is lost as this command ends.\n",
    });
    expect(stdout).toContain("upgraded!\n");
  });
});

describe("downgrade", () => {
  test.each(["downgrade -y", "downgrade -y -r -1", "downgrade -y --revision=-1", `downgrade -y -r ${ids.at(-2)}`])(
    "%s takes the last revision back",
    async (line) => {
      await database("upgrade -y");
      const { exitCode, stdout, stderr } = await database(line);
      expect({ exitCode, stderr, lines: stdout.split("\n") }).toEqual({
        exitCode: 0,
        stderr: "",
        lines: [
          "Running downgrade migrations ...",
          `Downgrading from ${head} (flow run state type start index), 1 of 1`,
          "Migrations succeeded!",
          `Prefect database at ${url} downgraded!`,
          "",
        ],
      });
      expect(revision()).toBe(ids.at(-2));
    },
  );

  test("to a PostgreSQL revision goes to its counterpart, and says which", async () => {
    await database("upgrade -y");
    const { exitCode, stdout } = await database("downgrade -y -r d20618ce678e");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`d20618ce678e is a revision of the other dialect; here it is ${first}.\n`);
    expect(revision()).toBe(first);
  });

  test("to base leaves an empty version table", async () => {
    await database("upgrade -y");
    expect((await database("downgrade -y -r base")).exitCode).toBe(0);
    expect(ask("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 3) <> 'ts_'")).toEqual([
      { name: "alembic_version" },
    ]);
    expect(revision()).toBeUndefined();
    expect((await database("upgrade -y")).exitCode).toBe(0);
    expect(revision()).toBe(head);
  });
});

describe("a dry run", () => {
  test("prints SQL that does what the migration does, and changes nothing", async () => {
    await database("upgrade -y -r 8bb517bae6f9");
    const db = new DatabaseSync(file);
    db.exec("DROP TABLE ts_concurrency_lease");
    const upgraded = await database("upgrade --dry-run");
    expect(upgraded.exitCode).toBe(0);
    expect(revision()).toBe("8bb517bae6f9");
    db.exec(upgraded.stdout);
    db.close();
    expect(revision()).toBe(head);
    const back = await database("downgrade --dry-run -r -1");
    expect(back.stdout).toContain("DROP INDEX");
    expect(back.stdout).toContain(`SET version_num = '${ids.at(-2)}'`);
    expect(revision()).toBe(head);
  });

  test("of an empty database makes none", async () => {
    expect((await database("upgrade --dry-run")).stdout).toContain("CREATE TABLE flow_run (");
    expect(existsSync(file)).toBe(false);
  });

  test("at head says that there is nothing", async () => {
    await database("upgrade -y");
    expect((await database("upgrade --dry-run")).stdout).toBe("-- Nothing to run.\n");
  });
});

describe("reset", () => {
  test("drops every table, also at an unknown revision, and makes the schema anew", async () => {
    await database("upgrade -y");
    const db = new DatabaseSync(file);
    db.exec("INSERT INTO flow (name, tags) VALUES ('x', '[]'); CREATE TABLE other (a); CREATE VIEW v AS SELECT 1");
    db.exec("UPDATE alembic_version SET version_num = 'ffffffffffff'");
    db.close();
    expect(await database("reset -y")).toEqual({
      exitCode: 0,
      stdout: `Downgrading database...\nUpgrading database...\nPrefect database "${url}" reset!\n`,
      stderr: "",
    });
    expect(revision()).toBe(head);
    expect(ask("SELECT name FROM flow")).toEqual([]);
    expect(ask("SELECT name FROM sqlite_master WHERE name IN ('other', 'v')")).toEqual([]);
  });

  test("leaves another program's database alone", async () => {
    mkdirSync(cli.home);
    ask("SELECT 1");
    const db = new DatabaseSync(file);
    db.exec("CREATE TABLE other (a)");
    db.close();
    const { exitCode, stderr } = await database("reset -y");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("not Prefect's");
    expect(ask("SELECT name FROM sqlite_master")).toEqual([{ name: "other" }]);
  });

  test("asks first", async () => {
    expect(await database("reset", { answers: "n\n" })).toEqual({
      exitCode: 1,
      stdout: `Are you sure you want to reset the Prefect database located at "${url}"? This will drop and recreate all tables. [y/n]: `,
      stderr: "Database reset aborted\n",
    });
  });
});

describe("stamp", () => {
  test.each([`stamp ${first}`, `stamp --revision ${first}`])(
    "%s writes the revision and nothing else",
    async (line) => {
      expect(await database(line)).toEqual({
        exitCode: 0,
        stdout: "Stamping database with revision ...\nStamping database with revision succeeded!\n",
        stderr: "",
      });
      expect(revision()).toBe(first);
      expect(ask("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual([{ name: "alembic_version" }]);
    },
  );

  test("lets a database at head be upgraded again, since its indexes are there already", async () => {
    await database("upgrade -y");
    await database("stamp f416ea180ae1");
    expect((await database("upgrade -y")).exitCode).toBe(0);
    expect(revision()).toBe(head);
  });

  test("needs a revision", async () => {
    const { exitCode, stderr } = await database("stamp");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Command "prefect server database stamp" parameter revision requires an argument\..*\n$/);
  });
});

describe("revision", () => {
  test("needs words for what it does", async () => {
    const { exitCode, stderr } = await database("revision");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "Say what the migration does with -m, in a few words.\n",
    });
  });
});

describe("what cannot be done is said in one line, and changes nothing", () => {
  const atHead = () => database("upgrade -y");
  const at = (stored: string) => async () => {
    await atHead();
    ask(`UPDATE alembic_version SET version_num = '${stored}' RETURNING 1`);
  };
  test.each<[string, () => unknown, string, string]>([
    ["nobody to ask", atHead, "downgrade", "say yes with -y"],
    ["nobody to ask", atHead, "reset", "say yes with -y"],
    ["a revision that is not there", atHead, "downgrade -y -r nonsense", "There is no revision 'nonsense'"],
    ["more steps than there are", atHead, "downgrade -y -r -99", "leads out of the chain"],
    ["more steps than there are", atHead, "upgrade -y -r +1", "leads out of the chain"],
    ["the beginning of several ids", atHead, "downgrade -y -r 3", "begins several revisions"],
    [
      "a database of a newer release",
      at("ffffffffffff"),
      "upgrade -y",
      "ffffffffffff, which this release does not know",
    ],
    ["a database of a newer release", at("ffffffffffff"), "downgrade -y", "upgrade this server"],
    ["a database of a newer release", at("ffffffffffff"), "stamp head", "upgrade this server"],
    ["a file that is no database", () => mkdirAndWrite(), "upgrade -y", "is not a database that SQLite can read"],
    ["a file that is no database", () => mkdirAndWrite(), "reset -y", "is not a database that SQLite can read"],
  ])("%s: %s", async (_, make, line, part) => {
    await make();
    const before = existsSync(file) ? readFileSync(file) : null;
    const { exitCode, stderr } = await database(line);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(part);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(readFileSync(file).equals(before ?? Buffer.alloc(0))).toBe(true);
  });

  const mkdirAndWrite = () => {
    mkdirSync(cli.home, { recursive: true });
    writeFileSync(file, "no database at all ".repeat(50));
  };

  test("downgrade at base", async () => {
    const { exitCode, stderr } = await database("downgrade -y");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: "-1 from base leads out of the chain of 53 revisions\n",
    });
  });
});
