import { existsSync, statSync } from "node:fs";
import SQLite from "better-sqlite3";
import type { Damage, ForeignKey, Kind, Store, StoreTable, TableSize } from "../../care/store.ts";
import { intervals } from "./codec.ts";
import { SqliteBackupSide } from "./backup-side.ts";
import { SqliteCopySide } from "./copy-side.ts";
import { damagesOf } from "./damages.ts";
import { tableSizesOf } from "./table-sizes.ts";

/** As the reference waits for a lock. */
const lockTimeoutMs = 60_000;
const cacheKilobytes = 64_000;

const kinds: Readonly<Record<string, Kind>> = {
  "CHAR(36)": "uuid",
  DATETIME: "timestamp",
  JSON: "json",
  BOOLEAN: "boolean",
  INTEGER: "integer",
  SMALLINT: "integer",
  BIGINT: "integer",
  FLOAT: "float",
};

/** A SQLite file to care for. It is made by the first statement that changes something, where there is none. */
export class SqliteStore implements Store {
  readonly dialect = "sqlite";
  readonly printable: string;
  readonly file: string;
  private opened: SQLite.Database | undefined;

  constructor(file: string, printable: string) {
    this.file = file;
    this.printable = printable;
  }

  /** The connection itself, for what is SQLite's alone. */
  get handle(): SQLite.Database {
    if (this.opened) return this.opened;
    const handle = new SQLite(this.file, { timeout: lockTimeoutMs });
    handle.pragma(`cache_size = -${cacheKilobytes}`);
    handle.pragma("foreign_keys = ON");
    this.opened = handle;
    return handle;
  }

  get backups(): SqliteBackupSide {
    return new SqliteBackupSide(this);
  }

  get copying(): SqliteCopySide {
    return new SqliteCopySide(this);
  }

  rows<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const bound = bind(sql, parameters);
    return answer(() => this.handle.prepare<unknown[], Row>(bound.sql).all(...bound.values));
  }

  run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const bound = bind(sql, parameters);
    return answer(() => this.handle.prepare<unknown[]>(bound.sql).run(...bound.values).changes);
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    this.handle.exec("BEGIN IMMEDIATE");
    try {
      const result = await work();
      this.handle.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.handle.inTransaction) this.handle.exec("ROLLBACK");
      throw error;
    }
  }

  async tables(): Promise<StoreTable[]> {
    const names = this.handle
      .prepare<[], string>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'
           AND name NOT IN ('alembic_version', 'ts_copy') ORDER BY name`,
      )
      .pluck()
      .all();
    const columns = this.handle.prepare<[string], { name: string; type: string }>(
      "SELECT name, type FROM pragma_table_info(?)",
    );
    return names.map((name) => ({
      name,
      columns: columns.all(name).map((column) => ({ name: column.name, kind: kindOf(column) })),
    }));
  }

  async foreignKeys(): Promise<ForeignKey[]> {
    const keys = this.handle
      .prepare<[], { table: string; column: string; parent: string; parentColumn: string; action: string }>(
        `SELECT m.name AS [table], k.[from] AS [column], k.[table] AS parent, k.[to] AS parentColumn, k.on_delete AS action
         FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table' ORDER BY 1, 2`,
      )
      .all();
    const actions: Readonly<Record<string, ForeignKey["onDelete"]>> = { CASCADE: "cascade", "SET NULL": "set null" };
    return keys.map(({ action, ...key }) => ({ ...key, onDelete: actions[action] ?? "refuse" }));
  }

  /** Of the library, which asks no file. */
  async version(): Promise<string> {
    const memory = new SQLite(":memory:");
    try {
      return memory.prepare<[], string>("SELECT sqlite_version()").pluck().get() ?? "";
    } finally {
      memory.close();
    }
  }

  async size(): Promise<number> {
    const sizes = ["", "-wal"].map((suffix) => `${this.file}${suffix}`).filter((file) => existsSync(file));
    return sizes.reduce((sum, file) => sum + statSync(file).size, 0);
  }

  async tableSizes(): Promise<TableSize[]> {
    const names = (await this.tables()).map(({ name }) => name);
    return tableSizesOf(this.handle, names);
  }

  async damages(): Promise<Damage[]> {
    return damagesOf(this.handle);
  }

  async close(): Promise<void> {
    this.opened?.close();
    this.opened = undefined;
  }
}

/** better-sqlite3 binds by place what has no number. */
function bind(sql: string, parameters: readonly unknown[]): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const text = sql.replaceAll(/\$(\d+)/g, (_match, number: string) => {
    values.push(parameters[Number(number) - 1]);
    return "?";
  });
  return { sql: text, values };
}

const kindOf = ({ name, type }: { name: string; type: string }): Kind =>
  intervals.has(name) ? "interval" : (kinds[type.toUpperCase()] ?? "text");

/** What a synchronous call answers or throws, as a promise. */
const answer = async <T>(call: () => T): Promise<T> => call();
