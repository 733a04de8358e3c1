import { rmSync, statSync, utimesSync } from "node:fs";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import SQLite from "better-sqlite3";
import type { CopyLock } from "../../care/copy/side.ts";
import { codeOf, prepareFolder } from "./database-file.ts";

/**
 * Locks a file beside the database, which is made for that and removed at the end. The lock is SQLite's own, so it goes with the
 * process however that ends; a file that is left locks nobody out.
 */
export function lockFile(file: string): CopyLock {
  prepareFolder(file);
  for (;;) {
    const before = identityOf(file);
    const handle = new SQLite(file, { timeout: 0 });
    try {
      handle.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      handle.close();
      if (!codeOf(error).startsWith("SQLITE_BUSY")) throw error;
      return { isHeld: false, since: sinceOf(file) };
    }
    // Whoever had the lock removes the file: what was opened may be another one than the next process finds.
    if (before !== undefined && before === identityOf(file)) return held(file, handle);
    handle.close();
  }
}

function held(file: string, handle: SQLite.Database): CopyLock {
  const now = new Date();
  utimesSync(file, now, now);
  const release = () => {
    rmSync(file, { force: true });
    handle.close();
  };
  return { isHeld: true, release };
}

const identityOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.ino;

function sinceOf(file: string): Timestamp | undefined {
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return modified === undefined ? undefined : Timestamp.fromMicros(Math.floor(modified) * 1000);
}
