import type { Database, Session, Transaction } from "../../database.ts";
import { countRunsWith } from "../kept-runs.ts";
import { WritesFirst } from "../writes-first.ts";
import { BusyWait } from "./busy-wait.ts";
import { SqliteConnection } from "./connection.ts";
import { sessionOver } from "../driver.ts";
import { words } from "./words.ts";
import { queries } from "./queries.ts";
import { ReadingThread } from "./reading-thread.ts";
import { ThreadRunKeeper } from "./thread-run-keeper.ts";
import { WideReads } from "./wide-reads.ts";
import { WriterQueue, type WritingSession } from "./writer-queue.ts";

/** Statements are run as they are asked for, and nobody else writes: nothing is sent ahead, and nothing needs a lock. */
function writerOver(connection: SqliteConnection): WritingSession {
  const session = sessionOver(connection, words, queries);
  return {
    ...session,
    send(...sent) {
      for (const query of sent) {
        const { sql, parameters } = query.bind(session.db);
        connection.execute(sql, parameters);
      }
    },
    lock() {},
    notify() {},
  };
}

export interface SqliteOptions {
  /** How long a statement waits while another process holds the lock. */
  busyTimeoutMs: number;
  /** Is run first. */
  schema?: string;
}

/** The Prefect database in a SQLite file: one connection writes, another reads, and a third reads aside. */
export class SqliteDatabase implements Database {
  readonly dialect = "sqlite";
  readonly printable: string;
  readonly inMemory: boolean;
  readonly hasSeveralServers = false;
  readonly writesSideBySide = false;
  private readonly writing: SqliteConnection;
  private readonly reading: SqliteConnection;
  private readonly reader: Session;
  private readonly thread: ReadingThread | undefined;
  private readonly keeper: ThreadRunKeeper | undefined;
  private readonly wideReader: Session;
  private readonly queue: WriterQueue;
  private readonly writesFirst = new WritesFirst();
  private readonly busyTimeoutMs: number;

  /** `file` is null for a database in memory, which has one connection, so that its reads queue with its writes. */
  constructor(file: string | null, printable: string, { busyTimeoutMs, schema }: SqliteOptions) {
    this.printable = printable;
    this.inMemory = file === null;
    this.busyTimeoutMs = busyTimeoutMs;
    this.writing = new SqliteConnection(file ?? ":memory:", { readonly: false });
    if (schema) this.writing.script(schema);
    this.reading = file === null ? this.writing : new SqliteConnection(file, { readonly: true });
    this.reader = sessionOver(this.reading, words, queries);
    this.thread = file === null ? undefined : new ReadingThread({ file, busyTimeoutMs });
    this.queue = new WriterQueue(this.writing, writerOver(this.writing), { busyTimeoutMs });
    const { thread, queue, writing, reading } = this;
    this.keeper = thread && new ThreadRunKeeper({ thread, queue, writing, reading });
    this.wideReader = thread && this.keeper ? this.wideReaderOver(thread, this.keeper) : this.reader;
  }

  async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.inMemory) return await this.queue.write(work);
    // A reader is only locked out for moments: while another process recovers the log after a crash, or changes the journal's mode.
    for (const wait = new BusyWait(this.busyTimeoutMs); ; ) {
      try {
        return await work(this.reader);
      } catch (error) {
        if (!(await wait.mayTryAgain(error))) throw error;
      }
    }
  }

  async readWide<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.writesFirst.read(() => (this.thread?.hasRoom ? work(this.wideReader) : this.read(work)));
  }

  /** Queries that follow each other without a pause are not interrupted by a write. */
  readSnapshot<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.read(work);
  }

  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.writesFirst.write(() => this.queue.write(work));
  }

  /** They all share their commits. */
  writeShared<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.write(work);
  }

  changeMark(): number | null {
    // The number counts what other connections commit, and this one never writes.
    return this.inMemory ? null : this.reading.dataVersion;
  }

  listen(): () => void {
    return () => {};
  }

  readAhead(): void {
    this.keeper?.readAhead();
  }

  private wideReaderOver(thread: ReadingThread, keeper: ThreadRunKeeper): Session {
    return { ...sessionOver(new WideReads(this.reading, thread), words, queries), countRuns: countRunsWith(keeper) };
  }

  async close(): Promise<void> {
    await this.queue.idle();
    await this.thread?.close();
    this.reading.close();
    if (!this.inMemory) this.writing.close();
  }
}
