import type pg from "pg";

export interface ColumnDescription {
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
}

export interface TableDescription {
  readonly columns: ReadonlyMap<string, ColumnDescription>;
  /** Their definitions, such as `PRIMARY KEY (id)`, by name. */
  readonly constraints: ReadonlyMap<string, string>;
  /** The statements that make them, by name; those of constraints are not among them. */
  readonly indexes: ReadonlyMap<string, string>;
}

/** What a schema is made of, by name. */
export interface SchemaDescription {
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly tables: ReadonlyMap<string, TableDescription>;
}

interface ColumnRow extends ColumnDescription {
  table: string;
  name: string;
}

interface NamedRow {
  table: string;
  name: string;
  definition: string;
}

/** Describes those of `names` that the schema that comes first in the search path has. */
export async function readSchema(client: pg.Client, names: ReadonlySet<string>): Promise<SchemaDescription> {
  const rowsOf = async <Row extends object>(sql: string) => (await client.query<Row>(sql, [[...names]])).rows;
  const columns = await rowsOf<ColumnRow>(
    `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull",
       pg_get_expr(d.adbin, d.adrelid) AS default
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped AND ${isDescribed} ORDER BY c.relname, a.attnum`,
  );
  const constraints = await rowsOf<NamedRow>(
    `SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype <> 'n' AND ${isDescribed} ORDER BY 1, 2`,
  );
  const indexes = await rowsOf<NamedRow>(
    `SELECT c.relname AS table, n.relname AS name, pg_get_indexdef(i.indexrelid, 0, true) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid
     WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype <> 'f') AND ${isDescribed} ORDER BY 1, 2`,
  );
  const { rows: enums } = await client.query<{ name: string; labels: string[] }>(
    `SELECT t.typname AS name, json_agg(e.enumlabel ORDER BY e.enumsortorder) AS labels
     FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = current_schema()::regnamespace GROUP BY 1 ORDER BY 1`,
  );
  const tables = new Set(columns.map(({ table }) => table));
  return {
    enums: new Map(enums.map(({ name, labels }) => [name, labels])),
    tables: new Map(
      [...tables].map((table) => [
        table,
        {
          columns: new Map(columns.filter((row) => row.table === table).map((row) => [row.name, row])),
          constraints: definitionsOf(constraints, table),
          indexes: definitionsOf(indexes, table),
        },
      ]),
    ),
  };
}

const isDescribed =
  "c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY ($1) AND c.relname <> 'alembic_version'";

const definitionsOf = (rows: readonly NamedRow[], table: string) =>
  new Map(rows.filter((row) => row.table === table).map(({ name, definition }) => [name, definition]));
