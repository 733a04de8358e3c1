import type pg from "pg";
import type { Damage } from "../../care/store.ts";
import { namesOf } from "./schema.ts";

interface IndexRow {
  name: string;
  valid: string;
  method: string;
}

/** Indexes that are not used because their making was cut short, and what amcheck finds where it is installed. */
export async function damagesOf(client: pg.Client): Promise<Damage[]> {
  const { rows } = await client.query<IndexRow>(
    `SELECT i.indexrelid::regclass::text AS name, i.indisvalid AS valid, m.amname AS method
     FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
     WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY ($1) ORDER BY 1`,
    [[...namesOf("TABLE")]],
  );
  const invalid = rows
    .filter(({ valid }) => valid === "f")
    .map(({ name }) => ({ what: `the index ${name} is INVALID: its making was cut short`, remedy: rebuilt(name) }));
  const trees = rows.filter(({ valid, method }) => valid === "t" && method === "btree").map(({ name }) => name);
  return [...invalid, ...(await damagedTrees(client, trees))];
}

const rebuilt = (index: string) => [`REINDEX INDEX CONCURRENTLY ${index}`];

async function damagedTrees(client: pg.Client, indexes: readonly string[]): Promise<Damage[]> {
  const { rowCount } = await client.query("SELECT FROM pg_extension WHERE extname = 'amcheck'");
  if (!rowCount) return [];
  const damages: Damage[] = [];
  for (const index of indexes) {
    try {
      await client.query("SELECT bt_index_check($1::regclass)", [index]);
    } catch (error) {
      damages.push({ what: `the index ${index} is damaged: ${String(error)}`, remedy: rebuilt(index) });
    }
  }
  return damages;
}
