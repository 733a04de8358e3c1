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

/**
 * What raw better-sqlite3 needs for the statements that the server runs for a workload: a server in this process does
 * the work once while its statements are noted, then they are run again, as they were, on a copy of the database from
 * before. Answers seconds.
 */
export async function rawSeconds(workload: string, count: number, lanes: number): Promise<number> {
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
  const seconds = replay(join(home, "before.db"), statements);
  rmSync(home, { recursive: true, force: true });
  return seconds;
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
  const prepared = new Map(statements.map(({ sql }) => [sql, sql]).map(([sql = ""]) => [sql, handle.prepare(sql)]));
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
