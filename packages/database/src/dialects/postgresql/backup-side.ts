import type pg from "pg";
import { readBackup } from "./backup-reader.ts";
import { writeBackup } from "./backup-writer.ts";
import { restoreBackup } from "./backup-restore.ts";
import type { BackupSide } from "../../care/backup/side.ts";
import type { Report } from "../../care/progress.ts";
import type { StoreTable } from "../../care/store.ts";

/** What a backup is of. */
export interface BackedUp {
  readonly client: pg.Client;
  tables(): Promise<StoreTable[]>;
}

/**
 * Backups of PostgreSQL are files of our own: a line that says so, then compressed frames, which hold what COPY writes of every
 * table, with checksums.
 */
export class PostgresqlBackupSide implements BackupSide {
  private readonly store: BackedUp;

  constructor(store: BackedUp) {
    this.store = store;
  }

  write(file: string, revision: string, report: Report): Promise<void> {
    return writeBackup(this.store, { file, revision, report });
  }

  async check(file: string, report: Report): Promise<string> {
    let done = 0;
    const { revision } = await readBackup(file, {
      async onTable(_table, rows) {
        for await (const data of rows) {
          done += data.length;
          report({ what: "Checking the backup", done, total: null, unit: "bytes" });
        }
      },
    });
    return revision;
  }

  restore(file: string, revision: string, report: Report): Promise<void> {
    return restoreBackup(this.store.client, { file, revision, report });
  }
}
