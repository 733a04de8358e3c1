import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import SQLite from "better-sqlite3";
import { DatabaseOpenError } from "../../errors.ts";
import { head, revisions } from "./revisions.ts";

const headSchema = () =>
  readFileSync(fileURLToPath(new URL("../../../migrations/sqlite/head.sql", import.meta.url)), "utf8");
const ownTables = () =>
  readFileSync(fileURLToPath(new URL("../../../migrations/sqlite/own-tables.sql", import.meta.url)), "utf8");

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function makeFolder(file: string): void {
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

/** What a file holds, as far as it decides whether it can be served. */
interface Contents {
  /** Null where there is none: in an empty database, or one that was downgraded to nothing. */
  revision: string | null;
  hasTables: boolean;
}

/**
 * Opens a file so that looking at it leaves no trace. A log beside it means that it is in use or was left in a crash:
 * then it is read only, for a writer would move the log into the file. Else a writer it is, since a reader of a file in
 * WAL mode would make a log and leave it behind.
 */
function openToLook(file: string): SQLite.Database {
  const hasLog = existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;
  return new SQLite(file, { readonly: hasLog, fileMustExist: true, timeout: 5000 });
}

/** Looks into a file, and leaves it as it was. Throws {@link DatabaseOpenError} for one that is not Prefect's. */
function contentsOf(file: string): Contents {
  if (!existsSync(file) || statSync(file).size === 0) return { revision: null, hasTables: false };
  let handle: SQLite.Database | undefined;
  try {
    handle = openToLook(file);
    const tables = handle.prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    if (tables.length === 0) return { revision: null, hasTables: false };
    if (!tables.some(({ name }) => name === "alembic_version")) {
      throw new DatabaseOpenError(
        `${file} is a SQLite database, but not Prefect's: move it away, or name another file`,
      );
    }
    const row = handle.prepare<[], { version_num: string }>("SELECT version_num FROM alembic_version").get();
    const revision = row?.version_num ?? null;
    if (revision === null && tables.length > 1) {
      throw new DatabaseOpenError(`${file} has tables but no revision: restore a backup, or move it away`);
    }
    return { revision, hasTables: true };
  } catch (error) {
    if (error instanceof DatabaseOpenError) throw error;
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

/**
 * Makes the database where there is none, and looks whether it can be served where there is one.
 * Throws {@link DatabaseOpenError}, and leaves the file as it was, for one of another release.
 */
export function openSchema(file: string): void {
  makeFolder(file);
  const { revision, hasTables } = contentsOf(file);
  if (revision !== null && revision !== head) {
    const known = revisions.includes(revision);
    throw new DatabaseOpenError(
      known
        ? `${file} is at revision ${revision}, older than ${head}: upgrade it with Prefect 3.8's \`prefect server database upgrade -y\` first`
        : `${file} is at revision ${revision}, which this release does not know: it was made by a newer release (upgrade this server) or one before 2.9`,
    );
  }
  const dropEmpty = hasTables ? "DROP TABLE alembic_version;" : "";
  applyScript(file, revision === null ? dropEmpty + schemaScript() : ownTables());
}

/** The schema at head, for an empty database. */
export const schemaScript = (): string => headSchema() + ownTables();

function applyScript(file: string, script: string): void {
  const isNew = !existsSync(file);
  let handle: SQLite.Database | undefined;
  try {
    handle = new SQLite(file, { timeout: 60_000 });
    handle.pragma("journal_mode = WAL");
    const open = handle;
    open.transaction(() => open.exec(script)).immediate();
    handle.close();
  } catch (error) {
    handle?.close();
    if (isNew) for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(file + suffix, { force: true });
    throw new DatabaseOpenError(`${file} cannot be written (${messageOf(error)}): ${remedyFor(codeOf(error))}`, {
      cause: error,
    });
  }
}

function remedyFor(code: string): string {
  if (code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR")) return "make room on its disk, then try again";
  if (code.startsWith("SQLITE_BUSY")) return "stop the process that keeps it locked, then try again";
  return "make it and its folder writable, or set PREFECT_HOME to one that is";
}
