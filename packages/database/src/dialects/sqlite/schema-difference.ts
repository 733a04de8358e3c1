import {
  type ColumnDescription,
  normalised,
  type SchemaDescription,
  type TableDescription,
} from "./schema-description.ts";

/** The statements that make of one schema another: whole tables, columns that SQLite can add or drop, or a table built anew. */
export function statementsBetween(from: SchemaDescription, to: SchemaDescription): string {
  const dropped = [...from.keys()].filter((name) => !to.has(name)).map((name) => [`DROP TABLE ${name};`]);
  const others = [...to].map(([name, table]) => {
    const before = from.get(name);
    return before ? changesOf(name, before, table) : [`${table.sql};`, ...indexStatements(table)];
  });
  return [...dropped, ...others]
    .filter((statements) => statements.length > 0)
    .map((statements) => statements.join("\n"))
    .join("\n\n");
}

function changesOf(name: string, from: TableDescription, to: TableDescription): string[] {
  const added = [...to.columns].filter(([column]) => !from.columns.has(column));
  const dropped = [...from.columns.keys()].filter((column) => !to.columns.has(column));
  const changed = [...to.columns].filter(([column, is]) => {
    const was = from.columns.get(column);
    return was && described(was) !== described(is);
  });
  const isKept = from.constraints.join("\n") === to.constraints.join("\n");
  if (changed.length > 0 || !isKept || !added.every(([, column]) => canBeAdded(column))) return rebuilt(name, from, to);
  return [
    ...[...from.indexes]
      .filter(([index, sql]) => normalised(sql) !== normalised(to.indexes.get(index) ?? ""))
      .map(([index]) => `DROP INDEX IF EXISTS ${index};`),
    ...dropped.map((column) => `ALTER TABLE ${name} DROP COLUMN "${column}";`),
    ...added.map(([column, is]) => `ALTER TABLE ${name} ADD COLUMN "${column}" ${definitionOf(is)};`),
    ...[...to.indexes]
      .filter(([index, sql]) => normalised(sql) !== normalised(from.indexes.get(index) ?? ""))
      .map(([, sql]) => `${sql};`),
  ];
}

/** A table that SQLite cannot alter so is made under another name, filled and put in the place of the old one. */
function rebuilt(name: string, from: TableDescription, to: TableDescription): string[] {
  const shared = [...to.columns.keys()].filter((column) => from.columns.has(column)).map((column) => `"${column}"`);
  return [
    `${to.sql.replace(/^CREATE TABLE\s+(?:"[^"]+"|\w+)/i, `CREATE TABLE new_${name}`)};`,
    `INSERT INTO new_${name} (${shared.join(", ")})`,
    `SELECT ${shared.join(", ")} FROM ${name};`,
    `DROP TABLE ${name};`,
    `ALTER TABLE new_${name} RENAME TO ${name};`,
    ...indexStatements(to),
  ];
}

const indexStatements = ({ indexes }: TableDescription) => [...indexes.values()].map((sql) => `${sql};`);

const described = (column: ColumnDescription) => normalised(definitionOf(column));

const definitionOf = ({ type, notNull, default: value }: ColumnDescription) =>
  [
    type,
    value === null ? "" : `DEFAULT ${/^('|[\d+-]|NULL$)/i.test(value) ? value : `(${value})`}`,
    notNull ? "NOT NULL" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");

/** SQLite fills a new column with a constant only. */
const canBeAdded = ({ notNull, default: value }: ColumnDescription) =>
  value === null ? !notNull : /^('|[\d+-]|NULL$)/i.test(value);
