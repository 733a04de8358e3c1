import type { Report } from "../progress.ts";

/** What backing up and restoring needs of a dialect. */
export interface BackupSide {
  /** Writes the database as of one instant into a new file, while others write into the database. */
  write(file: string, revision: string, report: Report): Promise<void>;
  /** Reads a file through, and answers the revision that it holds. Throws `CareError` where something is wrong with it. */
  check(file: string, report: Report): Promise<string>;
  /** Puts what a checked file holds in the place of the database, all of it or nothing. */
  restore(file: string, revision: string, report: Report): Promise<void>;
}
