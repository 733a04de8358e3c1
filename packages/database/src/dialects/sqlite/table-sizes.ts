import type SQLite from "better-sqlite3";
import type { TableSize } from "../../care/store.ts";

/** Counting reads an index: ten million rows take about half a second. */
const mostToCount = 10_000_000;
/** Sizes are read page by page: a gigabyte takes about a second. */
const mostToMeasure = 4 * 1024 ** 3;

/** Rows of tables, and their bytes with those of their indexes. */
export function tableSizesOf(db: SQLite.Database, tables: readonly string[]): TableSize[] {
  const highest = tables.map((name) => db.prepare<[], number | null>(`SELECT max(rowid) FROM "${name}"`).pluck().get());
  const total = highest.reduce<number>((sum, rowid) => sum + (rowid ?? 0), 0);
  const estimates = total > mostToCount ? estimatesOf(db) : undefined;
  const bytes = bytesOf(db);
  return tables.map((name) => {
    const estimate = estimates?.get(name);
    const rows = estimate ?? db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get() ?? 0;
    return { name, rows, isEstimate: estimate !== undefined, bytes: bytes?.get(name) ?? null };
  });
}

/** What the last ANALYZE counted. */
function estimatesOf(db: SQLite.Database): Map<string, number> {
  const has = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").get() !== undefined;
  if (!has) return new Map();
  const rows = db.prepare<[], { tbl: string; stat: string }>("SELECT tbl, stat FROM sqlite_stat1").all();
  return new Map(rows.map(({ tbl, stat }) => [tbl, Number.parseInt(stat, 10)]));
}

function bytesOf(db: SQLite.Database): Map<string, number> | undefined {
  const size = db.prepare<[], number>("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").pluck();
  if ((size.get() ?? 0) > mostToMeasure) return undefined;
  const rows = db
    .prepare<[], { name: string; bytes: number }>(
      `SELECT m.tbl_name AS name, sum(s.pgsize) AS bytes
       FROM dbstat s JOIN sqlite_master m ON m.name = s.name WHERE s.aggregate = 1 GROUP BY 1`,
    )
    .all();
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
}
