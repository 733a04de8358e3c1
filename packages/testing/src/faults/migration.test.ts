import { spawn } from "node:child_process";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { chainOf } from "@prefect-ts/database/migrator/chain";
import { upgrade } from "@prefect-ts/database/migrator/migrate";
import { openTarget } from "@prefect-ts/database/migrator/open-target";
import { schemaFacts } from "@prefect-ts/testing/schema-facts";
import { schemaHistory } from "@prefect-ts/testing/schema-history";
import { startServerProcess, temporaryHome } from "@prefect-ts/testing/server-process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const program = fileURLToPath(new URL("../../../cli/bin/prefect.js", import.meta.url));
const history = schemaHistory();
const head = history.at(-1)?.revision;

let home: string;
let file: string;
let remove: () => void;
beforeEach(() => {
  ({ home, remove } = temporaryHome());
  file = join(home, "prefect.db");
});
afterEach(() => remove());

async function migrateTo(revision: string): Promise<void> {
  const { target } = await openTarget(`sqlite+aiosqlite:///${file}`);
  await upgrade(target, { revision });
  await target.close();
}

function withFile<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}
const revision = () => withFile((db) => db.prepare("SELECT version_num FROM alembic_version").get()?.["version_num"]);

/** Runs `upgrade -y` and kills it as soon as it says that it begins with a revision. Resolves with what ended it. */
function upgradeUntil(stop: string): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [program, "server", "database", "upgrade", "-y"], {
    env: { PATH: process.env.PATH, PREFECT_HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes(`Upgrading to ${stop}`)) child.kill("SIGKILL");
  });
  return new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
}

describe("an upgrade that is killed", () => {
  test("leaves the database at a revision, from which the next one goes on", async () => {
    await migrateTo(history[0]?.revision ?? "");
    const rows = 30_000;
    withFile((db) => {
      db.exec("PRAGMA foreign_keys = OFF");
      const count = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`;
      db.exec(
        `${count} INSERT INTO task_run (name, task_key, dynamic_key, flow_run_id) SELECT 'ü', 'k', i, 'f' FROM n`,
      );
      db.exec(
        `${count} INSERT INTO log (name, level, flow_run_id, message, timestamp) SELECT 'l', 20, 'f', 'ü' || i, '2024' FROM n`,
      );
    });
    // Both rebuild a table of tens of thousands of rows, which takes longer than a signal.
    for (const stop of ["05ea6f882b1d", "8bb517bae6f9"]) {
      expect(await upgradeUntil(stop)).toBe("SIGKILL");
      const found = history.find((entry) => entry.revision === revision());
      expect(found?.revision).toBeDefined();
      expect(found?.revision).not.toBe(head);
      expect(withFile(schemaFacts)).toEqual(found?.upgraded);
    }
    expect(await upgradeUntil("never")).toBeNull();
    expect(revision()).toBe(head);
    expect(withFile(schemaFacts)).toEqual(history.at(-1)?.upgraded);
    for (const table of ["task_run", "log"]) {
      expect(withFile((db) => db.prepare(`SELECT count(*) AS count FROM ${table}`).get())).toEqual({ count: rows });
    }
    expect(withFile((db) => db.prepare("PRAGMA integrity_check").get())).toEqual({ integrity_check: "ok" });
  });
});

describe("a server that starts on an older database", () => {
  test("upgrades it, says so, and serves what was in it", async () => {
    await migrateTo("5b0bd3b41a23");
    withFile((db) => db.exec(`INSERT INTO variable (name, tags, value) VALUES ('v', '[]', 'ü')`));
    const server = await startServerProcess(home);
    const answer = await fetch(`${server.url}/variables/name/v`);
    expect(await answer.json()).toMatchObject({ name: "v", value: "ü" });
    const { stderr } = await server.kill("SIGTERM");
    expect(stderr).toContain("Upgrading to 2ac65f1758c2 (variable json value), 23 of 45");
    expect(revision()).toBe(head);
  });

  test("refuses it in one line where it is told not to migrate", async () => {
    await migrateTo("5b0bd3b41a23");
    const server = await startServerProcess(home, { env: { PREFECT_SERVER_DATABASE_MIGRATE_ON_START: "false" } });
    const { code, stderr } = await server.ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${file} is at revision 5b0bd3b41a23, older than ${head}: run \`prefect server database upgrade -y\`, or unset PREFECT_SERVER_DATABASE_MIGRATE_ON_START\n`,
    });
    expect(revision()).toBe("5b0bd3b41a23");
  });

  test("shares the work with another that starts at the same time", async () => {
    await migrateTo(chainOf("sqlite")[0]?.id ?? "");
    const servers = await Promise.all([startServerProcess(home), startServerProcess(home)]);
    expect(servers.map(({ url }) => url)).toEqual([expect.any(String), expect.any(String)]);
    for (const server of servers) await server.kill("SIGTERM");
    expect(withFile(schemaFacts)).toEqual(history.at(-1)?.upgraded);
  });
});
