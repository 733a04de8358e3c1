import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "@prefect-ts/database/dialects/sqlite/codec";
import { SqliteConnection } from "@prefect-ts/database/dialects/sqlite/connection";
import { startServer } from "@prefect-ts/server/server";
import { loadSettings } from "@prefect-ts/settings/settings";
import SQLite from "better-sqlite3";
import { Client, repeat, workloads } from "./load.ts";

interface Statement {
  sql: string;
  parameters: unknown[];
}

/** Seconds that raw SQLite took: with the commits of the server, which joins what comes in together, and with one for each request. */
export interface RawSeconds {
  joined: number;
  each: number;
}

/**
 * What raw better-sqlite3 needs for the statements that the server runs for a workload: a server in this process does
 * the work once while its statements are noted, then they are run again on copies of the database from before.
 */
export async function rawSeconds(workload: string, count: number, lanes: number): Promise<RawSeconds> {
  const home = mkdtempSync(join(tmpdir(), "prefect-ts-raw-"));
  const settings = loadSettings({ env: { PREFECT_HOME: home, PREFECT_SERVER_LOGGING_LEVEL: "WARNING" }, cwd: home });
  const file = join(home, "prefect.db");
  const server = await startServer({ settings, host: "127.0.0.1", port: 0, services: false, log: console.error });
  const client = new Client(server.url, lanes);
  const step = (await workloads(client))[workload];
  if (!step) throw new Error(`no such workload: ${workload}`);
  new SQLite(file).exec(`VACUUM INTO '${home}/before.db'`);
  const statements = await noted(() => repeat(step, count, lanes));
  client.close();
  await server.close();
  const before = join(home, "before.db");
  const seconds = { joined: replay(before, statements), each: replay(before, statements.flatMap(apart)) };
  rmSync(home, { recursive: true, force: true });
  return seconds;
}

const plain = (sql: string): Statement => ({ sql, parameters: [] });

/** What is in a savepoint of a commit for several requests, in a transaction of its own. */
function apart(statement: Statement): Statement[] {
  if (statement.sql === "SAVEPOINT job") return [plain("COMMIT"), plain("BEGIN IMMEDIATE")];
  return statement.sql === "RELEASE job" ? [] : [statement];
}

async function noted(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const original = SqliteConnection.prototype.execute;
  SqliteConnection.prototype.execute = function (this: SqliteConnection, sql: string, parameters: readonly unknown[]) {
    statements.push({ sql, parameters: parameters.map(encode) });
    return original.call(this, sql, parameters);
  } as typeof original;
  await work();
  SqliteConnection.prototype.execute = original;
  return statements;
}

function replay(file: string, statements: readonly Statement[]): number {
  copyFileSync(file, `${file}.copy`);
  const handle = new SQLite(`${file}.copy`);
  for (const pragma of ["journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -16000"]) {
    handle.pragma(pragma);
  }
  const prepared = new Map([...new Set(statements.map(({ sql }) => sql))].map((sql) => [sql, handle.prepare(sql)]));
  const start = performance.now();
  for (const { sql, parameters } of statements) {
    const statement = prepared.get(sql);
    if (statement?.reader) statement.all(...parameters);
    else statement?.run(...parameters);
  }
  const seconds = (performance.now() - start) / 1000;
  handle.close();
  return seconds;
}
