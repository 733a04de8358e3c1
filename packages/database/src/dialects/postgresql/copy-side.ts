import { StringDecoder } from "node:string_decoder";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { BatchBuilder } from "../../care/copy/batches.ts";
import type { Batch, Cell, CopyLock, CopySide } from "../../care/copy/side.ts";
import type { Kind, StoreTable } from "../../care/store.ts";
import { takeCopyLock } from "./copy-lock.ts";
import { copyOut } from "./copy-out.ts";
import { copyText, fromCopyLine, toCopyLine } from "./copy-text.ts";
import { dropIndexes } from "./index-statements.ts";
import { intervalMicros, intervalText } from "./interval.ts";

const readers: Partial<Record<Kind, (text: string) => string>> = {
  timestamp: (text) => Timestamp.fromDatabase(text.replace(/\+00$/, "")).text,
  interval: (text) => String(intervalMicros(text)),
  boolean: (text) => (text === "t" ? "1" : "0"),
};

const writers: Partial<Record<Kind, (cell: string) => string>> = {
  timestamp: (cell) => `${cell}+00`,
  interval: (cell) => intervalText(Number(cell)),
  boolean: (cell) => (cell === "0" ? "f" : "t"),
};

/** Copying from and to PostgreSQL, with COPY. */
export class PostgresqlCopySide implements CopySide {
  private readonly client: pg.Client;

  constructor({ client }: { readonly client: pg.Client }) {
    this.client = client;
  }

  lock(): Promise<CopyLock> {
    return takeCopyLock(this.client);
  }

  async holdSnapshot(): Promise<void> {
    await this.client.query("SET work_mem = '64MB'");
    await this.client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  async *read({ name, columns }: StoreTable): AsyncGenerator<Batch> {
    const list = columns.map((column) => `"${column.name}"`).join(", ");
    const rows = copyOut(this.client, `COPY (SELECT ${list} FROM "${name}" ORDER BY id) TO STDOUT`);
    const read = columns.map(({ kind }) => readers[kind]);
    const builder = new BatchBuilder();
    for await (const lines of linesOf(rows)) {
      for (const line of lines) {
        const cells = fromCopyLine(line).map((text, i): Cell => (text === null ? null : (read[i]?.(text) ?? text)));
        const batch = builder.add(cells);
        if (batch) yield batch;
      }
    }
    const rest = builder.take();
    if (rest) yield rest;
  }

  async write({ name, columns }: StoreTable, rows: Batch["rows"]): Promise<void> {
    const list = columns.map((column) => `"${column.name}"`).join(", ");
    const write = columns.map(({ kind }) => writers[kind]);
    const encode = (row: readonly Cell[]) =>
      toCopyLine(row.map((cell, i) => (cell === null ? null : (write[i]?.(cell) ?? cell))));
    await pipeline(
      Readable.from(copyText(rows, encode), { objectMode: false }),
      this.client.query(copyFrom(`COPY "${name}" (${list}) FROM STDIN`)),
    );
  }

  dropIndexes(): Promise<string[]> {
    return dropIndexes(this.client);
  }

  async prepareToLoad(): Promise<void> {
    await this.client.query("SET synchronous_commit = off; SET maintenance_work_mem = '256MB'");
  }

  async analyze(): Promise<void> {
    await this.client.query("ANALYZE");
  }
}

/** The lines of a stream, as many at a time as come with a chunk. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
}
