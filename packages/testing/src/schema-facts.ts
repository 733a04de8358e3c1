import type { DatabaseSync } from "node:sqlite";

/** Case, spaces, quotes of names and outer parentheses mean nothing in an expression; texts in it stay as they are. */
function normalised(sql: unknown): string {
  const text = String(sql).replaceAll(/'[^']*'|[^']+/g, (part) =>
    part.startsWith("'") ? part : part.replaceAll(/["\s]+/g, "").toLowerCase(),
  );
  if (text.includes("randomblob(")) return "a new uuid";
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text;
}

function columnsOf(db: DatabaseSync, table: string): string[] {
  const columns = db.prepare("SELECT * FROM pragma_table_info(?)").all(table);
  return columns.map(({ name, type, notnull, dflt_value, pk }) =>
    [
      `${name} ${String(type).toLowerCase()}`,
      notnull ? "not null" : "",
      dflt_value === null ? "" : `default ${normalised(dflt_value)}`,
      pk ? `key ${pk}` : "",
    ]
      .filter((part) => part !== "")
      .join(", "),
  );
}

function foreignKeysOf(db: DatabaseSync, table: string): string[] {
  const keys = db.prepare("SELECT * FROM pragma_foreign_key_list(?)").all(table);
  return keys.map((key) => `${key.from} -> ${key.table}.${key.to} on delete ${key.on_delete}`.toLowerCase());
}

function indexesOf(db: DatabaseSync, table: string): string[] {
  const indexes = db
    .prepare(
      "SELECT l.name, l.[unique], l.origin, m.sql FROM pragma_index_list(?) l LEFT JOIN sqlite_master m ON m.name = l.name",
    )
    .all(table);
  const keys = db.prepare("SELECT name, [desc], coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno");
  return indexes.map((index) => {
    // An index that SQLite makes for a constraint has no name of its own.
    const shown = index.origin === "c" ? index.name : index.origin === "pk" ? "(primary key)" : "(unique)";
    const parts = keys.all(String(index.name)).map(({ name, desc, coll }) => {
      const collation = coll === "BINARY" ? "" : ` collate ${String(coll).toLowerCase()}`;
      return `${name ?? "(expression)"}${collation}${desc ? " desc" : ""}`;
    });
    const { sql } = index;
    const isPlain = !parts.includes("(expression)") && !/\bwhere\b/i.test(String(sql));
    return `${index.unique ? "unique " : ""}${shown} (${parts.join(", ")})${isPlain ? "" : `: ${normalised(sql)}`}`;
  });
}

/** The names of a table's constraints, which only the statement that made it tells. */
function constraintsOf(db: DatabaseSync, table: string): string[] {
  const made = db.prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
  return [...String(made?.["sql"]).matchAll(/\bCONSTRAINT\s+"?(\w+)/gi)].map(([, name = ""]) => name);
}

/** What a SQLite database is made of, a fact a line, in order; tables that the reference does not know are left out. */
export function schemaFacts(db: DatabaseSync): string[] {
  const tables = db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 3) <> 'ts_' AND name NOT LIKE 'sqlite%'",
    )
    .all()
    .map(({ name }) => String(name));
  const others = db.prepare("SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger')").all();
  return [
    ...others.map(({ type, name }) => `${type} ${name}`),
    ...tables.flatMap((table) => [
      ...columnsOf(db, table).map((column) => `${table}: ${column}`),
      ...foreignKeysOf(db, table).map((key) => `${table}: ${key}`),
      ...constraintsOf(db, table).map((name) => `${table}: constraint ${name}`),
      ...indexesOf(db, table).map((index) => `${table}: index ${index}`),
    ]),
  ].sort();
}
