import type pg from "pg";
import type { TableSize } from "../../care/store.ts";

/** Tables of fewer pages are counted. */
const fewPages = 1000;

/** Rows of tables, from the last VACUUM or ANALYZE where they are many, and their bytes with those of their indexes. */
export async function tableSizesOf(client: pg.Client, tables: readonly string[]): Promise<TableSize[]> {
  const { rows } = await client.query<{ name: string; pages: string; rows: string; bytes: string }>(
    `SELECT relname AS name, pg_relation_size(oid) / 8192 AS pages, reltuples::bigint AS rows, pg_total_relation_size(oid) AS bytes
     FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname = ANY ($1) ORDER BY 1`,
    [tables],
  );
  const sizes: TableSize[] = [];
  for (const { name, pages, rows: estimate, bytes } of rows) {
    const isEstimate = Number(pages) > fewPages && Number(estimate) >= 0;
    const count = isEstimate ? Number(estimate) : await countOf(client, name);
    sizes.push({ name, rows: count, isEstimate, bytes: Number(bytes) });
  }
  return sizes;
}

async function countOf(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM "${table}"`);
  return Number(rows[0]?.count);
}
