import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Ended, startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let home: string;
let remove: () => void;
let file: string;
beforeEach(() => {
  ({ home, remove } = temporaryHome());
  file = join(home, "prefect.db");
});
afterEach(() => remove());

/** Every file below the home, with what is in it. */
const contents = () =>
  Object.fromEntries(
    readdirSync(home)
      .sort()
      .map((name) => {
        const path = join(home, name);
        const bytes = statSync(path).isFile() ? readFileSync(path) : "";
        return [name, createHash("sha256").update(bytes).digest("hex")];
      }),
  );

async function startAndFail(options: Parameters<typeof startServerProcess>[1] = {}): Promise<Ended> {
  const server = await startServerProcess(home, options);
  if (server.url !== undefined) await server.kill("SIGKILL");
  return await server.ended;
}

/** One line that says why and what to do, exit code 1. */
function expectOneLine({ code, stderr }: Ended, ...parts: string[]): void {
  expect({ code, lines: stderr.trimEnd().split("\n").length, stderr }).toEqual({ code: 1, lines: 1, stderr });
  for (const part of parts) expect(stderr).toContain(part);
}

const database = (...statements: string[]) => {
  const db = new DatabaseSync(file);
  for (const statement of statements) db.exec(statement);
  db.close();
};
const atRevision = (revision: string) => [
  "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
  `INSERT INTO alembic_version VALUES ('${revision}')`,
];

describe("a file that cannot be served is left as it is", () => {
  test.each<[string, () => void, string[]]>([
    [
      "is no database",
      () => writeFileSync(file, Buffer.alloc(5000, "no database ")),
      ["not a database", "move it away"],
    ],
    ["is a text", () => writeFileSync(file, "hello\n"), ["not a database", "move it away"]],
    ["is a folder", () => mkdirSync(file), ["is a folder", "move it away"]],
    ["is another program's", () => database("CREATE TABLE x (a)"), ["not Prefect's", "move it away"]],
    [
      "is another program's, in WAL mode",
      () => database("PRAGMA journal_mode = WAL", "CREATE TABLE x (a)"),
      ["not Prefect's", "move it away"],
    ],
    [
      "is of a release before the first revision",
      () => database("CREATE TABLE flow (id)", ...atRevision("cf1159bd0d3c")),
      ["cf1159bd0d3c", "Prefect 3.8's", "upgrade"],
    ],
    [
      "is at a revision of a newer release",
      () => database("PRAGMA journal_mode = WAL", ...atRevision("ffffffffffff")),
      ["ffffffffffff", "does not know", "upgrade this server"],
    ],
    [
      "has tables but no revision",
      () => database("CREATE TABLE alembic_version (version_num)", "CREATE TABLE flow (id)"),
      ["no revision", "restore a backup"],
    ],
  ])("%s", async (_, make, parts) => {
    make();
    const before = contents();
    expectOneLine(await startAndFail(), file, ...parts);
    expect(contents()).toEqual(before);
  });

  test("has lost its end", async () => {
    const server = await startServerProcess(home);
    await server.kill("SIGTERM");
    truncateSync(file, 100_000);
    const before = contents();
    expectOneLine(await startAndFail(), file, "malformed", "restore a backup");
    expect(contents()).toEqual(before);
  });
});

describe("a file without a schema gets one", () => {
  test.each<[string, () => void]>([
    ["of no bytes", () => writeFileSync(file, "")],
    ["without tables", () => database("PRAGMA user_version = 1")],
    [
      "that was downgraded to nothing",
      () => database("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"),
    ],
  ])("%s", async (_, make) => {
    make();
    const server = await startServerProcess(home);
    expect(server.url).toBeDefined();
    expect((await server.kill("SIGTERM")).code).toBe(0);
  });
});

describe("where it may not", () => {
  test("a file stands in place of the home, or of a folder above it", async () => {
    writeFileSync(join(home, "taken"), "");
    for (const place of ["taken", "taken/below"]) {
      const ended = await startAndFail({ env: { PREFECT_HOME: join(home, place) } });
      expectOneLine(ended, join(home, place), "PREFECT_HOME");
    }
    expect(Object.keys(contents())).toEqual(["taken"]);
  });

  test("the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.on("listening", resolve));
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    expectOneLine(await startAndFail({ args: ["--port", port] }), `Port ${port}`, "--port");
    other.close();
  });

  test.each([
    ["PREFECT_SERVER_DATABASE_CONNECTION_URL", "mysql://u:p@h/d", "sqlite+aiosqlite://"],
    ["PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite://relative/prefect.db", "three slashes"],
  ])("%s is %s", async (name, value, part) => {
    expectOneLine(await startAndFail({ env: { [name]: value } }), part);
    expect(contents()).toEqual({});
  });
});

test("a database in memory serves, and says that it is for testing only", async () => {
  const server = await startServerProcess(home, {
    env: { PREFECT_SERVER_DATABASE_CONNECTION_URL: "sqlite+aiosqlite:///:memory:" },
  });
  const created = await fetch(`${server.url}/flows/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"name":"x"}',
  });
  const counted = await fetch(`${server.url}/flows/count`, { method: "POST" });
  expect([created.status, await counted.json()]).toEqual([201, 1]);
  const { code, stdout } = await server.kill("SIGTERM");
  expect(code).toBe(0);
  expect(stdout).toContain("for testing only");
  expect(Object.keys(contents())).not.toContain("prefect.db");
});
