import { Worker } from "node:worker_threads";
import SQLite from "better-sqlite3";
import type { QueryAnswer } from "../../database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import type { RunCount } from "../run-counts.ts";
import { type Column, encode, rowDecoder } from "./codec.ts";
import { translateError } from "./errors.ts";
import type { RunCountRequest, WritesSoFar } from "./run-counter.ts";

export interface ReadRequest {
  id: number;
  sql: string;
  parameters: unknown[];
}

export interface CountRequest {
  id: number;
  runs: RunCountRequest;
}

/** Asks to keep the runs of a table, so that they can be counted. */
export interface KeepRequest {
  id: number;
  keep: RunTable;
  writes: WritesSoFar;
}

export type Request = ReadRequest | CountRequest | KeepRequest;

/** Rows as lists of values in the order of the columns, and how long they took. */
interface RowsAnswer {
  id: number;
  columns: Column[];
  rows: unknown[][];
  ms: number;
}

interface CountsAnswer {
  id: number;
  /** Null where a query is to count. */
  counts: RunCount[] | null;
}

interface KeptAnswer {
  id: number;
  isKept: boolean;
}

type Answer = RowsAnswer | CountsAnswer | KeptAnswer;

/** What was asked for, or an error of SQLite's. */
export type ReadAnswer = Answer | { id: number; code: string; message: string };

/** An answer, and the milliseconds that it took on the thread. */
interface TimedAnswer<R> extends QueryAnswer<R> {
  ms: number;
}

interface Pending {
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
}

const mostPending = 16;
/** Without anything to read for so long, the thread ends, and its memory is free; later where it would have to read much again. */
const idleMs = { plain: 5_000, costly: 3_600_000 };
const costlyMs = 100;

type RunTable = RunCountRequest["table"];

// The tests run the sources, a server what was built of them.
const program = new URL(`./reading-thread.worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

function readRows(columns: readonly Column[], rows: readonly unknown[][]): Record<string, unknown>[] {
  const decode = rowDecoder(columns);
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) row[columns[i]?.name ?? ""] = values[i];
    decode?.(row);
    return row;
  });
}

/**
 * A reading connection on a thread of its own, for queries that may look at much of the database: while one runs, the
 * server goes on. The thread begins with the first of them.
 */
export class ReadingThread {
  private readonly options: { file: string; busyTimeoutMs: number };
  private readonly pending = new Map<number, Pending>();
  private readonly kept = new Set<RunTable>();
  private readonly reading = new Map<RunTable, Promise<void>>();
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private idleMs = idleMs.plain;
  private asked = 0;

  constructor(options: { file: string; busyTimeoutMs: number }) {
    this.options = options;
  }

  /**
   * Whether another query may come. Past that, reads are better done at once: whoever asks for more than can be answered is
   * held back by that, where a queue would grow, with an answer in memory for each.
   */
  get hasRoom(): boolean {
    return this.pending.size < mostPending;
  }

  execute<R>(sql: string, parameters: readonly unknown[]): Promise<TimedAnswer<R>>;
  async execute(sql: string, parameters: readonly unknown[]): Promise<TimedAnswer<Record<string, unknown>>> {
    const answer = await this.ask((id) => ({ id, sql, parameters: parameters.map(encode) }));
    if (!("rows" in answer)) throw new Error("the reading thread answered something else");
    return { rows: readRows(answer.columns, answer.rows), changes: answer.rows.length, ms: answer.ms };
  }

  /** Whether it keeps the runs of a table. */
  keeps(table: RunTable): boolean {
    return this.kept.has(table);
  }

  /** Reads the runs of a table, for {@link countRuns}, if it can; once for all who ask for that meanwhile. */
  keepRuns(table: RunTable, writes: WritesSoFar): Promise<void> {
    const reading = this.reading.get(table) ?? this.readRuns(table, writes).finally(() => this.reading.delete(table));
    this.reading.set(table, reading);
    return reading;
  }

  private async readRuns(table: RunTable, writes: WritesSoFar): Promise<void> {
    const start = performance.now();
    const answer = await this.ask((id) => ({ id, keep: table, writes })).catch(() => null);
    if (!answer || !("isKept" in answer) || !answer.isKept) return;
    this.kept.add(table);
    if (performance.now() - start > costlyMs) this.idleMs = idleMs.costly;
    if (this.pending.size === 0) this.rest();
  }

  /** Null where a query is to count them. */
  async countRuns(runs: RunCountRequest): Promise<RunCount[] | null> {
    const keys = runs.keys && { ...runs.keys, parameters: runs.keys.parameters.map(encode) };
    const answer = await this.ask((id) => ({ id, runs: { ...runs, keys } }));
    if (!("counts" in answer)) throw new Error("the reading thread answered something else");
    if (!answer.counts) this.kept.delete(runs.table);
    return answer.counts;
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    await this.worker?.terminate();
  }

  private ask(request: (id: number) => Request): Promise<Answer> {
    clearTimeout(this.idle);
    const worker = (this.worker ??= this.start());
    // What is asked keeps the process going until it is answered; an idle thread does not.
    worker.ref();
    const id = this.asked++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      worker.postMessage(request(id));
    });
  }

  private start(): Worker {
    this.idleMs = idleMs.plain;
    const worker = new Worker(program, {
      workerData: this.options,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    worker.on("message", (answer: ReadAnswer) => this.settle(answer));
    worker.on("error", (error) => this.end(worker, error));
    worker.on("exit", () => this.end(worker, new Error("the reading thread ended")));
    return worker;
  }

  private rest(): void {
    this.worker?.unref();
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.retire(), this.idleMs).unref();
  }

  /** Whoever asks from now on begins another thread, and does not wait for this one to end. */
  private retire(): void {
    const { worker } = this;
    this.worker = undefined;
    this.kept.clear();
    void worker?.terminate();
  }

  private settle(answer: ReadAnswer): void {
    const pending = this.pending.get(answer.id);
    this.pending.delete(answer.id);
    if (this.pending.size === 0) this.rest();
    if (!pending) return;
    if ("code" in answer) pending.reject(translateError(new SQLite.SqliteError(answer.message, answer.code)));
    else pending.resolve(answer);
  }

  /** What the thread had not answered is told so; the next query begins another. */
  private end(worker: Worker, error: unknown): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.kept.clear();
    for (const { reject } of this.pending.values()) {
      reject(new DatabaseUnavailableError("A read of the database ended early", { cause: error }));
    }
    this.pending.clear();
  }
}
