import type SQLite from "better-sqlite3";
import type { Damage } from "../../care/store.ts";

const mostLines = 20;

/** What `PRAGMA integrity_check` finds. An index that misses rows can be built anew; for anything else there is the backup. */
export function damagesOf(db: SQLite.Database): Damage[] {
  const lines = db.prepare<[], string>(`PRAGMA integrity_check(${mostLines})`).pluck().all();
  return lines
    .filter((line) => line !== "ok")
    .map((line) => {
      const index = /(?:missing from index|entries in index|non-unique entry in index) (\S+)/.exec(line)?.[1];
      return { what: line.replaceAll("\n", " "), remedy: index === undefined ? [] : [`REINDEX "${index}"`] };
    });
}
