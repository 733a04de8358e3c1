import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type SQLite from "better-sqlite3";
import { BatchBuilder } from "../../care/copy/batches.ts";
import type { Batch, Cell, CopyLock, CopySide } from "../../care/copy/side.ts";
import type { Kind, StoreTable } from "../../care/store.ts";
import { lockFile } from "./copy-lock.ts";

const cacheKilobytes = 256_000;

/** A value as better-sqlite3 hands it over with `safeIntegers`. */
type Raw = string | number | bigint | Buffer | null;

const textOf = (raw: Exclude<Raw, null>) => (typeof raw === "string" ? raw : String(raw));

const readers: Partial<Record<Kind, (raw: Exclude<Raw, null>) => string>> = {
  uuid: (raw) => uuidText(textOf(raw)),
  timestamp: (raw) => (typeof raw === "string" ? Timestamp.fromDatabase(raw).text : String(raw)),
  // The default of an interval is a plain 0.
  interval: (raw) => (typeof raw === "string" ? String(Timestamp.fromDatabase(raw).micros) : "0"),
};

const writers: Partial<Record<Kind, (cell: string) => unknown>> = {
  interval: (cell) => Timestamp.fromMicros(Number(cell)).text,
  boolean: Number,
  integer: BigInt,
  float: Number,
};

/** Python writes UUIDs with hyphens; without them they were in databases of long ago. */
function uuidText(text: string): string {
  const lower = text.toLowerCase();
  return /^[0-9a-f]{32}$/.test(lower) ? lower.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") : lower;
}

/** Copying from and to SQLite. */
export class SqliteCopySide implements CopySide {
  private readonly store: { readonly handle: SQLite.Database; readonly file: string };

  constructor(store: SqliteCopySide["store"]) {
    this.store = store;
  }

  async lock(): Promise<CopyLock> {
    return lockFile(`${this.store.file}.copying`);
  }

  async holdSnapshot(): Promise<void> {
    this.store.handle.pragma(`cache_size = -${cacheKilobytes}`);
    this.store.handle.exec("BEGIN");
    this.store.handle.prepare("SELECT count(*) FROM sqlite_master").get();
  }

  async *read({ name, columns }: StoreTable): AsyncGenerator<Batch> {
    const list = columns.map((column) => `"${column.name}"`).join(", ");
    const statement = this.store.handle
      .prepare<[], Raw[]>(`SELECT ${list} FROM "${name}" ORDER BY id`)
      .raw()
      .safeIntegers();
    const read = columns.map(({ kind }) => readers[kind] ?? textOf);
    const builder = new BatchBuilder();
    for (const row of statement.iterate()) {
      const cells = row.map((raw, i): Cell => (raw === null ? null : (read[i]?.(raw) ?? null)));
      const batch = builder.add(cells);
      if (batch) yield batch;
    }
    const rest = builder.take();
    if (rest) yield rest;
  }

  async write({ name, columns }: StoreTable, rows: Batch["rows"]): Promise<void> {
    const list = columns.map((column) => `"${column.name}"`).join(", ");
    const places = columns.map(() => "?").join(", ");
    const statement = this.store.handle.prepare<unknown[]>(`INSERT INTO "${name}" (${list}) VALUES (${places})`);
    const write = columns.map(({ kind }) => writers[kind]);
    for (const row of rows) {
      statement.run(row.map((cell, i) => (cell === null ? null : (write[i]?.(cell) ?? cell))));
    }
  }

  async dropIndexes(): Promise<string[]> {
    const indexes = this.store.handle
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY tbl_name, name",
      )
      .all();
    for (const { name } of indexes) this.store.handle.exec(`DROP INDEX "${name}"`);
    return indexes.map(({ sql }) => sql);
  }

  async prepareToLoad(): Promise<void> {
    this.store.handle.pragma(`cache_size = -${cacheKilobytes}`);
    this.store.handle.pragma("journal_mode = WAL");
    this.store.handle.pragma("synchronous = NORMAL");
    this.store.handle.pragma("foreign_keys = OFF");
  }

  async analyze(): Promise<void> {
    this.store.handle.exec("ANALYZE");
  }
}
