import type SQLite from "better-sqlite3";

export interface ColumnDescription {
  readonly type: string;
  readonly notNull: boolean;
  /** As it stands in the statement that made the table; null where there is none. */
  readonly default: string | null;
}

export interface TableDescription {
  /** The statement that made it. */
  readonly sql: string;
  readonly columns: ReadonlyMap<string, ColumnDescription>;
  /** Keys and checks, as texts to compare. */
  readonly constraints: readonly string[];
  /** The statements that made its indexes, by name. */
  readonly indexes: ReadonlyMap<string, string>;
}

/** A schema by the names of its tables, without our own and `alembic_version`. */
export type SchemaDescription = ReadonlyMap<string, TableDescription>;

/** Reads what a database is made of. */
export function readSchema(db: SQLite.Database): SchemaDescription {
  const tables = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master
       WHERE type = 'table' AND name <> 'alembic_version' AND substr(name, 1, 3) <> 'ts_' AND substr(name, 1, 7) <> 'sqlite_'
       ORDER BY name`,
    )
    .all();
  return new Map(
    tables.map(({ name, sql }) => [
      name,
      { sql, columns: columnsOf(db, name), constraints: constraintsOf(db, name, sql), indexes: indexesOf(db, name) },
    ]),
  );
}

/** An expression or statement without what means nothing in it: spaces, quotes of names, capitals outside of texts. */
export const normalised = (sql: string): string =>
  sql.replaceAll(/'[^']*'|[^']+/g, (part) =>
    part.startsWith("'") ? part : part.replaceAll(/[\s"`[\]]+/g, "").toLowerCase(),
  );

function columnsOf(db: SQLite.Database, table: string): TableDescription["columns"] {
  const columns = db
    .prepare<[string], { name: string; type: string; notnull: number; dflt_value: string | null }>(
      "SELECT name, type, [notnull], dflt_value FROM pragma_table_info(?)",
    )
    .all(table);
  return new Map(
    columns.map(({ name, type, notnull, dflt_value }) => [name, { type, notNull: notnull === 1, default: dflt_value }]),
  );
}

function constraintsOf(db: SQLite.Database, table: string, sql: string): string[] {
  const foreign = db
    .prepare<[string], string>(
      `SELECT 'foreign key ' || group_concat([from]) || ' -> ' || [table] || ' ' || group_concat([to]) || ' ' || on_delete || ' ' || on_update
       FROM pragma_foreign_key_list(?) GROUP BY id`,
    )
    .pluck()
    .all(table);
  const unique = db
    .prepare<[string], string>(
      `SELECT list.origin || ' ' || group_concat(info.name)
       FROM pragma_index_list(?) AS list JOIN pragma_index_info(list.name) AS info
       WHERE list.origin <> 'c' GROUP BY list.name`,
    )
    .pluck()
    .all(table);
  const checks = [...sql.matchAll(/\bcheck\s*(?=\()/gi)].map(
    ({ 0: word, index }) => `check ${normalised(inParentheses(sql.slice(index + word.length)))}`,
  );
  return [...foreign, ...unique, ...checks].sort();
}

/** What stands in the parentheses with which a text begins. */
function inParentheses(text: string): string {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/'[^']*'|[()]/g)) {
    if (part === "(") depth += 1;
    if (part === ")") depth -= 1;
    if (depth === 0) return text.slice(1, index);
  }
  return text;
}

function indexesOf(db: SQLite.Database, table: string): TableDescription["indexes"] {
  const indexes = db
    .prepare<[string], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
    )
    .all(table);
  return new Map(indexes.map(({ name, sql }) => [name, sql.replace(/ IF NOT EXISTS/i, "")]));
}
