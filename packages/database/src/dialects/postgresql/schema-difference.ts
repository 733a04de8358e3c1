import type pg from "pg";
import { readScript } from "../../migrator/chain.ts";
import { parseScript } from "../../migrator/script.ts";
import type { SchemaDifference } from "../../migrator/target.ts";
import { namesOf } from "./schema.ts";
import {
  type ColumnDescription,
  readSchema,
  type SchemaDescription,
  type TableDescription,
} from "./schema-description.ts";

/** How the database differs from `head.sql`, which is run in a schema of its own and rolled back. */
export async function differenceFromDeclared(client: pg.Client): Promise<SchemaDifference> {
  const names = new Set([...namesOf("TABLE")].filter((name) => !name.startsWith("ts_")));
  const actual = await readSchema(client, names);
  await client.query("BEGIN");
  try {
    await client.query("CREATE SCHEMA prefect_declared");
    await client.query(
      "SELECT set_config('search_path', 'prefect_declared, ' || current_setting('search_path'), true)",
    );
    for (const statement of declarations()) await client.query(statement);
    const declared = await readSchema(client, names);
    return { upgrade: statementsBetween(actual, declared), downgrade: statementsBetween(declared, actual) };
  } finally {
    await client.query("ROLLBACK");
  }
}

/** The statements of `head.sql`, but for those that clear a database that was taken back to base. */
const declarations = () =>
  parseScript(readScript("postgresql", "head"))
    .steps.flatMap((step) => ("sql" in step ? [step.sql] : []))
    .filter((sql) => !/^DROP /m.test(sql));

/** The statements that make of one schema another, in an order in which each finds what it needs. */
export function statementsBetween(from: SchemaDescription, to: SchemaDescription): string {
  const dropped = [...from.tables.keys()].filter((name) => !to.tables.has(name));
  const changes = [...to.tables].map(([name, table]) => changesOf(name, from.tables.get(name) ?? nothing, table));
  return [
    ...typesMade(from, to),
    ...changes.flatMap(({ before }) => before),
    ...dropped.map((name) => `DROP TABLE ${name} CASCADE;`),
    ...changes.flatMap(({ columns }) => columns),
    // A foreign key needs the table and the key that it names.
    ...changes.flatMap(({ keys }) => keys),
    ...changes.flatMap(({ foreignKeys }) => foreignKeys),
    ...changes.flatMap(({ indexes }) => indexes),
    ...[...from.enums.keys()].filter((name) => !to.enums.has(name)).map((name) => `DROP TYPE ${name};`),
  ].join("\n");
}

const nothing: TableDescription = { columns: new Map(), constraints: new Map(), indexes: new Map() };
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

function typesMade(from: SchemaDescription, to: SchemaDescription): string[] {
  return [...to.enums].flatMap(([name, labels]) => {
    const before = from.enums.get(name);
    if (!before) return [`CREATE TYPE ${name} AS ENUM (${labels.map(literal).join(", ")});`];
    const added = labels.filter((label) => !before.includes(label));
    return added.map((label) => `ALTER TYPE ${name} ADD VALUE IF NOT EXISTS ${literal(label)};`);
  });
}

/** The entries that are not the same, or not at all, in `other`. */
const unlike = (entries: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
  [...entries].filter(([name, definition]) => other.get(name) !== definition);

function changesOf(table: string, from: TableDescription, to: TableDescription) {
  const constraints = unlike(to.constraints, from.constraints).map(
    ([name, definition]) => `ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${definition};`,
  );
  const isForeign = (statement: string) => statement.includes(" FOREIGN KEY ");
  return {
    before: [
      ...unlike(from.constraints, to.constraints).map(([name]) => `ALTER TABLE ${table} DROP CONSTRAINT "${name}";`),
      ...unlike(from.indexes, to.indexes).map(([name]) => `DROP INDEX IF EXISTS ${name};`),
    ],
    columns: from === nothing ? [created(table, to)] : columnChanges(table, from, to),
    keys: constraints.filter((statement) => !isForeign(statement)),
    foreignKeys: constraints.filter(isForeign),
    indexes: unlike(to.indexes, from.indexes).map(([, definition]) => `${definition};`),
  };
}

const created = (table: string, { columns }: TableDescription) =>
  `CREATE TABLE ${table} (\n  ${[...columns].map(([name, column]) => `"${name}" ${definitionOf(column)}`).join(",\n  ")}\n);`;

function columnChanges(table: string, from: TableDescription, to: TableDescription): string[] {
  const dropped = [...from.columns.keys()].filter((name) => !to.columns.has(name));
  const others = [...to.columns].flatMap(([name, column]) => {
    const before = from.columns.get(name);
    return before ? alterations(name, before, column) : [`ADD COLUMN "${name}" ${definitionOf(column)}`];
  });
  return [...dropped.map((name) => `DROP COLUMN "${name}"`), ...others].map(
    (change) => `ALTER TABLE ${table} ${change};`,
  );
}

function alterations(name: string, from: ColumnDescription, to: ColumnDescription): string[] {
  const column = `ALTER COLUMN "${name}"`;
  return [
    ...(from.type === to.type ? [] : [`${column} TYPE ${to.type} USING "${name}"::${to.type}`]),
    ...(from.default === to.default
      ? []
      : [to.default === null ? `${column} DROP DEFAULT` : `${column} SET DEFAULT ${to.default}`]),
    ...(from.notNull === to.notNull ? [] : [`${column} ${to.notNull ? "SET" : "DROP"} NOT NULL`]),
  ];
}

const definitionOf = ({ type, notNull, default: value }: ColumnDescription) =>
  `${type}${value === null ? "" : ` DEFAULT ${value}`}${notNull ? " NOT NULL" : ""}`;
