import type pg from "pg";
import { DatabaseOpenError } from "../../errors.ts";
import { readScript } from "../../migrator/chain.ts";
import type { DatabaseState } from "../../migrator/target.ts";

/** Runs `work` in a transaction. */
export async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection that is lost has rolled back.
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** What scripts make of some kinds. */
function namesIn(scripts: readonly ("base" | "head" | "own-tables")[], kinds: string): Set<string> {
  const text = scripts.map((name) => readScript("postgresql", name)).join("\n");
  const made = text.matchAll(new RegExp(`^CREATE (?:${kinds}) (?:IF NOT EXISTS )?(\\w+)`, "gm"));
  return new Set([...made].map(([, name = ""]) => name));
}

/** What revisions make and drop between the first and the head is in one of the two. */
export const namesOf = (kind: "TABLE" | "TYPE") => namesIn(["base", "head", "own-tables"], kind);

/** Whether the tables that this server keeps for itself, and their indexes, are there. */
export async function hasOwnTables(client: pg.Client): Promise<boolean> {
  const names = [...namesIn(["own-tables"], "TABLE|INDEX")];
  const { rowCount } = await client.query(
    "SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY($1)",
    [names],
  );
  return rowCount === names.length;
}

/** The tables of Prefect in the schema that comes first in the search path; other programs may have theirs beside them. */
async function tablesOf(client: pg.Client, name: string): Promise<string[]> {
  const { rows } = await client.query<{ schema: string | null; tables: string[] }>(
    `SELECT current_schema() AS schema, array_to_json(ARRAY(SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema())) AS tables`,
  );
  const [row] = rows;
  if (!row || row.schema === null) {
    throw new DatabaseOpenError(`${name} has none of the schemas in the search path: make one with CREATE SCHEMA`);
  }
  const known = namesOf("TABLE");
  return row.tables.filter((table) => known.has(table));
}

export async function stateOf(client: pg.Client, name: string): Promise<DatabaseState> {
  const tables = await tablesOf(client, name);
  const hasVersionTable = tables.includes("alembic_version");
  return {
    hasVersionTable,
    revision: hasVersionTable ? await storedRevision(client) : null,
    tables: tables.filter((table) => table !== "alembic_version" && !table.startsWith("ts_")),
  };
}

async function storedRevision(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ version_num: string }>("SELECT version_num FROM alembic_version");
  return rows[0]?.version_num ?? null;
}

export async function writeRevision(client: pg.Client, revision: string | null): Promise<void> {
  await client.query(
    "CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
  );
  await client.query("DELETE FROM alembic_version");
  if (revision !== null) await client.query("INSERT INTO alembic_version (version_num) VALUES ($1)", [revision]);
}

/** Drops what the scripts make, and leaves the tables of other programs. */
export async function dropSchema(client: pg.Client): Promise<void> {
  for (const table of namesOf("TABLE")) await client.query(`DROP TABLE IF EXISTS ${table} CASCADE`);
  for (const type of namesOf("TYPE")) await client.query(`DROP TYPE IF EXISTS ${type}`);
}
