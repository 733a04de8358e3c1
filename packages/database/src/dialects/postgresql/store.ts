import pg from "pg";
import type { Damage, ForeignKey, Kind, Store, StoreTable, TableSize } from "../../care/store.ts";
import type { OpenOptions } from "../../options.ts";
import { connectFirst } from "./connect.ts";
import { PostgresqlBackupSide } from "./backup-side.ts";
import { PostgresqlCopySide } from "./copy-side.ts";
import { damagesOf } from "./damages.ts";
import { inTransaction, namesOf } from "./schema.ts";
import { tableSizesOf } from "./table-sizes.ts";

const kinds: Readonly<Record<string, Kind>> = {
  uuid: "uuid",
  "timestamp with time zone": "timestamp",
  interval: "interval",
  json: "json",
  jsonb: "jsonb",
  boolean: "boolean",
  integer: "integer",
  smallint: "integer",
  bigint: "integer",
  "double precision": "float",
};

/** A PostgreSQL database to care for. */
export class PostgresqlStore implements Store {
  readonly dialect = "postgresql";
  readonly printable: string;
  readonly file = undefined;
  /** The connection itself, for what is PostgreSQL's alone. */
  readonly client: pg.Client;

  constructor(client: pg.Client, printable: string) {
    this.client = client;
    this.printable = printable;
  }

  get backups(): PostgresqlBackupSide {
    return new PostgresqlBackupSide(this);
  }

  get copying(): PostgresqlCopySide {
    return new PostgresqlCopySide(this);
  }

  async rows<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, [...parameters])).rows;
  }

  async run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.client.query(sql, [...parameters])).rowCount ?? 0;
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return inTransaction(this.client, work);
  }

  async tables(): Promise<StoreTable[]> {
    const columns = await this.rows<{ table: string; name: string; type: string }>(
      `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
         AND c.relname = ANY ($1) ORDER BY c.relname, a.attnum`,
      [[...namesOf("TABLE")].filter((name) => name !== "alembic_version")],
    );
    return [...new Set(columns.map(({ table }) => table))].map((table) => ({
      name: table,
      columns: columns
        .filter((column) => column.table === table)
        .map(({ name, type }) => ({ name, kind: kinds[type] ?? "text" })),
    }));
  }

  foreignKeys(): Promise<ForeignKey[]> {
    return this.rows<ForeignKey>(
      `SELECT c.relname AS table, a.attname AS column, p.relname AS parent, b.attname AS "parentColumn",
         CASE k.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'refuse' END AS "onDelete"
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
         JOIN pg_attribute b ON b.attrelid = p.oid AND b.attnum = k.confkey[1]
       WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY ($1) ORDER BY 1, 2`,
      [[...namesOf("TABLE")]],
    );
  }

  async version(): Promise<string> {
    const [row] = await this.rows<{ version: string }>("SELECT current_setting('server_version') AS version");
    return row?.version ?? "";
  }

  async size(): Promise<number> {
    const [row] = await this.rows<{ bytes: string }>("SELECT pg_database_size(current_database()) AS bytes");
    return Number(row?.bytes);
  }

  async tableSizes(): Promise<TableSize[]> {
    const names = (await this.tables()).map(({ name }) => name);
    return await tableSizesOf(this.client, names);
  }

  damages(): Promise<Damage[]> {
    return damagesOf(this.client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

const asText = (text: string) => text;

/** Connects on a connection without pipelining, as COPY needs it, whose statements take as long as they take. */
export async function connectPostgresqlStore(
  url: URL,
  printable: string,
  options: OpenOptions,
): Promise<PostgresqlStore> {
  const { config, client: first } = await connectFirst(url, printable, options);
  await first.end();
  const client = new pg.Client({
    ...config,
    pipeline: false,
    statement_timeout: 0,
    types: { getTypeParser: () => asText },
  });
  client.on("error", () => {});
  await client.connect();
  await client.query("SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0");
  return new PostgresqlStore(client, printable);
}
