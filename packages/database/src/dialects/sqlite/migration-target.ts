import { existsSync, rmSync } from "node:fs";
import SQLite from "better-sqlite3";
import { transformations } from "../../migrations/sqlite/transformations.ts";
import type { Script } from "../../migrator/script.ts";
import { wholeSchema } from "../../migrator/plan.ts";
import {
  type Change,
  type DatabaseState,
  type MigrationTarget,
  RevisionMoved,
  type SchemaDifference,
} from "../../migrator/target.ts";
import { readSchema } from "./schema-description.ts";
import { statementsBetween } from "./schema-difference.ts";
import { codeOf, messageOf, prepareFolder, remedyFor, stateOf, stateOfFile, storedRevision } from "./database-file.ts";

/** Rebuilt tables have indexes on random ids: with SQLite's 2 MB of cache they would be written page by page. */
const cacheKilobytes = 64_000;

/** As the reference waits, whatever the timeout of its settings. */
const lockTimeoutMs = 60_000;

/** A SQLite file to migrate, or a database in memory where `file` is null. */
export class SqliteMigrationTarget implements MigrationTarget {
  readonly dialect = "sqlite";
  readonly name: string;
  readonly preamble = ["PRAGMA foreign_keys = OFF;"];
  readonly begin = "BEGIN IMMEDIATE;";
  private readonly file: string | null;
  private opened: SQLite.Database | undefined;

  constructor(file: string | null) {
    this.file = file;
    this.name = file ?? "the database in memory";
  }

  /** Each step looks again at the revision once it holds the write lock, so nothing needs to be kept out between them. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async state(): Promise<DatabaseState> {
    if (this.opened) return stateOf(this.opened);
    if (this.file === null) return stateOf(this.handle());
    prepareFolder(this.file);
    return stateOfFile(this.file);
  }

  apply(change: Change): Promise<void> {
    return this.inTransaction(async (handle) => {
      const { hasVersionTable, revision } = stateOf(handle);
      if (revision !== change.from) throw new RevisionMoved();
      if (revision === null && hasVersionTable) handle.exec("DROP TABLE alembic_version");
      await runScript(handle, change.script);
      writeRevision(handle, change.to);
    });
  }

  replace({ script, to }: Change): Promise<void> {
    return this.inTransaction(async (handle) => {
      dropEverything(handle);
      await runScript(handle, script);
      writeRevision(handle, to);
    });
  }

  stamp(revision: string | null): Promise<void> {
    return this.inTransaction(async (handle) => {
      handle.exec(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
      );
      writeRevision(handle, revision);
    });
  }

  async difference(): Promise<SchemaDifference> {
    const declared = new SQLite(":memory:");
    try {
      for (const step of wholeSchema("sqlite", "head").steps) if ("sql" in step) declared.exec(step.sql);
      const [actual, wanted] = [readSchema(this.handle()), readSchema(declared)];
      return { upgrade: statementsBetween(actual, wanted), downgrade: statementsBetween(wanted, actual) };
    } finally {
      declared.close();
    }
  }

  explain(error: unknown): string {
    const isOfTheFile = /^SQLITE_(FULL|IOERR|BUSY|READONLY|CANTOPEN|PERM)/.test(codeOf(error));
    return isOfTheFile ? `${messageOf(error)} (${remedyFor(error)})` : messageOf(error);
  }

  async close(): Promise<void> {
    this.opened?.close();
    this.opened = undefined;
  }

  private async inTransaction(work: (handle: SQLite.Database) => Promise<void>): Promise<void> {
    const isNew = this.file !== null && !existsSync(this.file);
    try {
      const handle = this.handle();
      handle.exec(this.begin);
      try {
        await work(handle);
        handle.exec("COMMIT");
      } catch (error) {
        if (handle.inTransaction) handle.exec("ROLLBACK");
        throw error;
      }
    } catch (error) {
      if (isNew) await this.remove();
      throw error;
    }
  }

  private handle(): SQLite.Database {
    if (this.opened) return this.opened;
    const handle = new SQLite(this.file ?? ":memory:", { timeout: lockTimeoutMs });
    try {
      handle.pragma("journal_mode = WAL");
      handle.pragma("foreign_keys = OFF");
      handle.pragma(`cache_size = -${cacheKilobytes}`);
    } catch (error) {
      handle.close();
      throw error;
    }
    this.opened = handle;
    return handle;
  }

  private async remove(): Promise<void> {
    await this.close();
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${this.file}${suffix}`, { force: true });
  }
}

async function runScript(handle: SQLite.Database, script: Script): Promise<void> {
  for (const step of script.steps) {
    if ("sql" in step) handle.exec(step.sql);
    else await transform(handle, step.rows);
  }
}

async function transform(handle: SQLite.Database, name: string): Promise<void> {
  const load = transformations[name];
  if (!load) throw new Error(`there is no transformation of rows named ${name}`);
  const transformation = await load();
  await transformation({
    all: async (sql, parameters = []) => handle.prepare<unknown[], Record<string, unknown>>(sql).all(...parameters),
    run: async (sql, parameters = []) => void handle.prepare<unknown[]>(sql).run(...parameters),
  });
}

function writeRevision(handle: SQLite.Database, revision: string | null): void {
  if (revision !== null && storedRevision(handle) === revision) return;
  handle.exec("DELETE FROM alembic_version");
  if (revision !== null) handle.prepare<[string]>("INSERT INTO alembic_version (version_num) VALUES (?)").run(revision);
}

function dropEverything(handle: SQLite.Database): void {
  const objects = handle
    .prepare<[], { type: string; name: string }>(
      "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND substr(name, 1, 7) <> 'sqlite_' ORDER BY type DESC",
    )
    .all();
  for (const { type, name } of objects) handle.exec(`DROP ${type} IF EXISTS "${name.replaceAll('"', '""')}"`);
}
