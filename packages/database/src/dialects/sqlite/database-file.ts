import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import SQLite from "better-sqlite3";
import { DatabaseOpenError } from "../../errors.ts";
import type { DatabaseState } from "../../migrator/target.ts";

export const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Makes the folder of a database file. Throws {@link DatabaseOpenError} where the file cannot be used. */
export function prepareFolder(file: string): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    const what = codeOf(error) === "ENOSPC" ? "the disk is full" : messageOf(error);
    throw new DatabaseOpenError(
      `Cannot use ${file} as the database: ${what}. Make the folder writable, or set PREFECT_HOME to one that is`,
    );
  }
  if (existsSync(file) && !statSync(file).isFile()) {
    throw new DatabaseOpenError(`${file} is a folder, not a database: move it away, or name another file`);
  }
}

/**
 * Opens a file so that looking at it leaves no trace. A log beside it means that it is in use or was left in a crash:
 * then it is read only, for a writer would move the log into the file. Else a writer it is, since a reader of a file in
 * WAL mode would make a log and leave it behind.
 */
export function openToLook(file: string): SQLite.Database {
  const hasLog = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;
  return new SQLite(file, { readonly: hasLog, fileMustExist: true, timeout: 5000 });
}

/** Looks into a file, and leaves it as it was. Throws {@link DatabaseOpenError} for one that cannot be read. */
export function stateOfFile(file: string): DatabaseState {
  if (!existsSync(file) || statSync(file).size === 0) return { hasVersionTable: false, revision: null, tables: [] };
  let handle: SQLite.Database | undefined;
  try {
    handle = openToLook(file);
    return stateOf(handle);
  } catch (error) {
    if (codeOf(error).startsWith("SQLITE_BUSY")) {
      throw new DatabaseOpenError(`${file} is locked by another process: stop it, then try again`, { cause: error });
    }
    throw new DatabaseOpenError(
      `${file} is not a database that SQLite can read (${messageOf(error)}): move it away, or restore a backup`,
      { cause: error },
    );
  } finally {
    handle?.close();
  }
}

export function stateOf(handle: SQLite.Database): DatabaseState {
  const names = handle
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 3) <> 'ts_'",
    )
    .pluck()
    .all();
  const hasVersionTable = names.includes("alembic_version");
  return {
    hasVersionTable,
    revision: hasVersionTable ? storedRevision(handle) : null,
    tables: names.filter((name) => name !== "alembic_version"),
  };
}

export const storedRevision = (handle: SQLite.Database): string | null =>
  handle.prepare<[], string>("SELECT version_num FROM alembic_version").pluck().get() ?? null;

/** What to do about an error of SQLite's. */
export function remedyFor(error: unknown): string {
  const code = codeOf(error);
  if (code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR")) return "make room on its disk, then try again";
  if (code.startsWith("SQLITE_BUSY")) return "stop the process that keeps it locked, then try again";
  return "make it and its folder writable, or set PREFECT_HOME to one that is";
}
