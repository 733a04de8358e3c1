import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { CareError } from "../../errors.ts";
import { placeOfId } from "../../migrator/chain.ts";
import type { Report } from "../progress.ts";
import type { Store } from "../store.ts";
import { dialectOfBackup } from "./file-kind.ts";
import { keep, partialOf, removeAbandoned, removeDatabase } from "./files.ts";

export interface BackupResult {
  readonly file: string;
  readonly revision: string;
  readonly bytes: number;
}

/**
 * Writes a backup beside `file`, reads it again, and only then gives it its name, also where a file has it already.
 * Throws {@link CareError}, and leaves nothing behind; where the process is killed, the next backup to `file` removes what it left.
 */
export async function backupDatabase(
  { store, revision }: { store: Store; revision: string },
  file: string,
  report: Report,
): Promise<BackupResult> {
  const path = resolve(file);
  if (store.file !== undefined && path === resolve(store.file)) {
    throw new CareError(`${file} is the database itself: name another file`);
  }
  const partial = partialOf(path);
  try {
    removeAbandoned(path);
    await store.backups.write(partial, revision, report);
    await store.backups.check(partial, report);
    await keep(partial, path);
    return { file: path, revision, bytes: (await stat(path)).size };
  } catch (error) {
    if (error instanceof CareError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CareError(`No backup was written to ${file}: ${reason}`, { cause: error });
  } finally {
    removeDatabase(partial);
  }
}

/** What is in a backup, where it can be restored into this database. Throws {@link CareError} where it cannot. */
export async function checkBackup(store: Store, file: string, report: Report): Promise<string> {
  const dialect = await dialectOfBackup(file);
  if (dialect !== store.dialect) {
    const names = { sqlite: "SQLite", postgresql: "PostgreSQL" };
    const way =
      dialect === "sqlite"
        ? `copy it with \`prefect server database copy --from sqlite:///${resolve(file)} --to URL\``
        : "restore it into a PostgreSQL database, then copy that with `prefect server database copy`";
    throw new CareError(
      `${file} is a backup of ${names[dialect]}, and this database is ${names[store.dialect]}: ${way}`,
    );
  }
  const revision = await store.backups.check(file, report);
  if (placeOfId(dialect, revision) !== undefined) return revision;
  throw new CareError(`${file} is at revision ${revision}, which this release does not know: upgrade it first`);
}

/** Puts a checked backup in the place of the database. Throws {@link CareError}, and leaves the database as it was. */
export async function restoreDatabase(
  store: Store,
  { file, revision }: { file: string; revision: string },
  report: Report,
): Promise<void> {
  try {
    await store.backups.restore(file, revision, report);
  } catch (error) {
    if (error instanceof CareError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CareError(`Nothing was restored, and ${store.printable} is as it was: ${reason}`, { cause: error });
  }
}
