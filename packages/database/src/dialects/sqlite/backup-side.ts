import { closeSync, existsSync, fstatSync, openSync, readSync, rmSync } from "node:fs";
import SQLite from "better-sqlite3";
import { keep, partialOf, removeAbandoned, removeDatabase } from "../../care/backup/files.ts";
import type { BackupSide } from "../../care/backup/side.ts";
import type { Report } from "../../care/progress.ts";
import { CareError } from "../../errors.ts";
import { codeOf, messageOf, openToLook, prepareFolder, stateOf } from "./database-file.ts";

/** 16 MB, which takes some ten milliseconds. */
const pagesAtOnce = 4000;

/** Backups of SQLite are databases themselves. */
export class SqliteBackupSide implements BackupSide {
  private readonly store: { readonly handle: SQLite.Database; readonly file: string; close(): Promise<void> };

  constructor(store: SqliteBackupSide["store"]) {
    this.store = store;
  }

  write(file: string, _revision: string, report: Report): Promise<void> {
    return copyFrom(this.store.handle, file, "Copying the database", report);
  }

  async check(file: string, report: Report): Promise<string> {
    report({ what: "Checking the backup", done: 0, total: null, unit: "bytes" });
    if (isCutShort(file)) throw new CareError(`${file} is damaged: its end is missing`);
    const { problem, revision } = inspect(file);
    if (problem !== "ok") throw new CareError(`${file} is damaged: ${problem}`);
    if (revision === null) throw new CareError(`${file} is not a backup of a Prefect database`);
    return revision;
  }

  async restore(file: string, _revision: string, report: Report): Promise<void> {
    const { file: path } = this.store;
    const partial = partialOf(path);
    prepareFolder(path);
    removeAbandoned(path);
    await this.store.close();
    try {
      const backup = openToLook(file);
      try {
        await copyFrom(backup, partial, "Restoring", report);
      } finally {
        backup.close();
      }
      releaseFile(path);
      await keep(partial, path);
    } finally {
      removeDatabase(partial);
    }
  }
}

/** Copies a database as of one instant. Without a transaction around it the copy would begin anew whenever somebody writes. */
async function copyFrom(source: SQLite.Database, file: string, what: string, report: Report): Promise<void> {
  const pageSize = source.prepare<[], number>("SELECT page_size FROM pragma_page_size").pluck().get() ?? 0;
  source.exec("BEGIN");
  try {
    stateOf(source);
    await source.backup(file, {
      progress({ totalPages, remainingPages }) {
        const done = (totalPages - remainingPages) * pageSize;
        report({ what, done, total: totalPages * pageSize, unit: "bytes" });
        return pagesAtOnce;
      },
    });
  } finally {
    source.exec("COMMIT");
  }
}

/** Whether a file has fewer pages than its header says, which SQLite notices only where it looks for one. */
function isCutShort(file: string): boolean {
  const handle = openSync(file, "r");
  try {
    const header = Buffer.alloc(100);
    if (readSync(handle, header, 0, 100, 0) < 100) return true;
    const size = header.readUInt16BE(16);
    const pageSize = size === 1 ? 65_536 : size;
    const isKnown = header.readUInt32BE(24) === header.readUInt32BE(92);
    return isKnown && fstatSync(handle).size < pageSize * header.readUInt32BE(28);
  } finally {
    closeSync(handle);
  }
}

function inspect(file: string): { problem: string; revision: string | null } {
  let handle: SQLite.Database | undefined;
  try {
    handle = openToLook(file);
    const problem = handle.prepare<[], string>("PRAGMA quick_check(1)").pluck().get() ?? "";
    return { problem, revision: problem === "ok" ? stateOf(handle).revision : null };
  } catch (error) {
    if (!/^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))) throw error;
    return { problem: messageOf(error), revision: null };
  } finally {
    handle?.close();
  }
}

/** Makes sure that nobody has a database open, and leaves none of its log behind. */
function releaseFile(file: string): void {
  if (existsSync(file)) {
    try {
      requireUnused(file);
    } catch (error) {
      // What is damaged is what a backup is restored for.
      if (!/^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))) throw error;
    }
  }
  for (const suffix of ["-wal", "-shm", "-journal"]) rmSync(`${file}${suffix}`, { force: true });
}

/** In WAL mode every open connection holds a lock that an exclusive one cannot be taken beside. */
function requireUnused(file: string): void {
  const handle = new SQLite(file, { timeout: 2000 });
  try {
    handle.pragma("locking_mode = EXCLUSIVE");
    handle.exec("BEGIN EXCLUSIVE");
    handle.exec("COMMIT");
    handle.pragma("journal_mode = DELETE");
  } catch (error) {
    if (!codeOf(error).startsWith("SQLITE_BUSY")) throw error;
    throw new CareError(`${file} is in use: stop the server, then restore again`, { cause: error });
  } finally {
    handle.close();
  }
}
