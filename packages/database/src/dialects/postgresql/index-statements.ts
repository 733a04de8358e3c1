import type pg from "pg";
import { namesOf } from "./schema.ts";

interface Made {
  table: string;
  name: string;
  /** The statement that makes it anew. */
  definition: string;
}

const isOurs =
  "c.relnamespace = current_schema()::regnamespace AND c.relname = ANY ($1) AND c.relname <> 'alembic_version'";

/**
 * Drops keys and indexes, so that rows go in quickly and in any order, and answers the statements that make them again:
 * first keys, then indexes, last what refers to other tables.
 */
export async function dropIndexes(client: pg.Client): Promise<string[]> {
  const read = async (sql: string) => (await client.query<Made>(sql, [[...namesOf("TABLE")]])).rows;
  const constraintsOf = (types: string) =>
    read(
      `SELECT c.relname AS table, k.conname AS name,
         format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) AS definition
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype IN (${types}) AND ${isOurs} ORDER BY 1, 2`,
    );
  const foreign = await constraintsOf("'f'");
  const keys = await constraintsOf("'p', 'u'");
  const indexes = await read(
    `SELECT c.relname AS table, n.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid
     WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype <> 'f') AND ${isOurs} ORDER BY 1, 2`,
  );
  for (const { table, name } of [...foreign, ...keys]) {
    await client.query(`ALTER TABLE ${quoted(table)} DROP CONSTRAINT ${quoted(name)}`);
  }
  for (const { name } of indexes) await client.query(`DROP INDEX ${quoted(name)}`);
  return [...keys, ...indexes, ...foreign].map(({ definition }) => definition);
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
