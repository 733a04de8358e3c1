import { setImmediate as nextTurn } from "node:timers/promises";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Transaction } from "../../database.ts";
import { DatabaseBusyError } from "../../errors.ts";
import { refusalOf } from "../write-limit.ts";
import { BusyWait } from "./busy-wait.ts";
import type { SqliteConnection } from "./connection.ts";

/** How many transactions one commit may hold: past fifty, one more saves nothing and the event loop waits longer. */
const batchSize = 50;

/** A transaction but for what belongs to the queue. */
export type WritingSession = Omit<Transaction, "afterCommit">;

type Settle = () => void;

interface Job {
  /** Does the work; what comes back answers the caller. */
  run: () => Promise<Settle>;
  reject: (reason: unknown) => void;
  /** When it was asked for, on the monotonic clock. */
  since: number;
}

interface Settled {
  /** What was changed before this is committed, or never will be. */
  before: Timestamp;
  /** How many statements deleted runs. */
  deletionsOfRuns: number;
}

export interface WriterQueueOptions {
  /** How long a writer waits while another process holds the lock. */
  busyTimeoutMs: number;
}

/**
 * Every write of the process, in order, on one connection.
 *
 * What came in together runs one after another, each but the first in a savepoint, with what comes meanwhile, and one
 * commit keeps it all. Nobody is answered before that commit.
 */
export class WriterQueue {
  private readonly connection: SqliteConnection;
  private readonly session: WritingSession;
  private readonly options: WriterQueueOptions;
  private readonly jobs: Job[] = [];
  private hooks: (() => void)[] = [];
  private draining: Promise<void> | undefined;
  private open: Settled | undefined;

  constructor(connection: SqliteConnection, session: WritingSession, options: WriterQueueOptions) {
    this.connection = connection;
    this.session = session;
    this.options = options;
  }

  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const refusal = refusalOf(this.jobs.length);
    if (refusal) return Promise.reject(refusal);
    const transaction: Transaction = { ...this.session, afterCommit: (hook) => this.hooks.push(hook) };
    return new Promise<T>((resolve, reject) => {
      const run = async () => {
        const value = await work(transaction);
        return () => resolve(value);
      };
      this.jobs.push({ run, reject, since: performance.now() });
      this.draining ??= this.drain();
    });
  }

  /** What is so whatever becomes of the transaction that is open now. */
  get settled(): Settled {
    return this.open ?? { before: Timestamp.now(), deletionsOfRuns: this.connection.deletionsOfRuns };
  }

  async idle(): Promise<void> {
    while (this.draining) await this.draining;
  }

  private async drain(): Promise<void> {
    try {
      while (this.jobs.length > 0) {
        // Between two batches other processes have their turn.
        await nextTurn();
        await this.runBatch();
      }
    } finally {
      this.draining = undefined;
    }
  }

  private async runBatch(): Promise<void> {
    try {
      if (!(await this.begin())) return;
    } catch (error) {
      for (const job of this.jobs.splice(0)) job.reject(error);
      return;
    }
    const taken: Job[] = [];
    const settles: Settle[] = [];
    this.hooks = [];
    try {
      for await (const job of this.nextBatch()) {
        taken.push(job);
        // The first undoes the whole if it fails. Only what comes after it needs a savepoint, for which SQLite keeps copies of pages.
        settles.push(taken.length === 1 ? await job.run() : await this.runInSavepoint(job));
      }
      this.connection.execute("COMMIT", []);
    } catch (error) {
      this.rollBack();
      for (const job of taken) job.reject(error);
      return;
    } finally {
      this.open = undefined;
    }
    try {
      for (const hook of this.hooks) hook();
    } finally {
      for (const settle of settles) settle();
    }
  }

  /** An error that rolling back has is of no use to anyone: the first one is told, and the next BEGIN says what is left. */
  private rollBack(): void {
    if (!this.connection.inTransaction) return;
    try {
      this.connection.execute("ROLLBACK", []);
    } catch {}
  }

  /**
   * The jobs that wait, and those that come while they run or during the turn of the event loop after them, up to a batch:
   * a commit costs more than most jobs.
   */
  private async *nextBatch(): AsyncGenerator<Job> {
    for (let taken = 0; taken < batchSize; taken++) {
      if (this.jobs.length === 0) await nextTurn();
      const job = this.jobs.shift();
      if (!job) return;
      yield job;
    }
  }

  /** An error in the job undoes the job; an error that undid the whole transaction (a full disk) is thrown on. */
  private async runInSavepoint(job: Job): Promise<Settle> {
    const hooksBefore = this.hooks.length;
    this.connection.execute("SAVEPOINT job", []);
    try {
      const settle = await job.run();
      this.connection.execute("RELEASE job", []);
      return settle;
    } catch (error) {
      this.hooks.length = hooksBefore;
      if (!this.connection.inTransaction) throw error;
      this.connection.execute("ROLLBACK TO job", []);
      this.connection.execute("RELEASE job", []);
      return () => job.reject(error);
    }
  }

  /**
   * Takes the write lock; where another process has it, waits without stopping the event loop, and turns away who has
   * waited too long. False once nobody is left.
   */
  private async begin(): Promise<boolean> {
    for (const wait = new BusyWait(this.options.busyTimeoutMs); ; ) {
      try {
        this.connection.execute("BEGIN IMMEDIATE", []);
        this.open = this.settled;
        return true;
      } catch (error) {
        if (!(error instanceof DatabaseBusyError)) throw error;
        this.rejectOverdue(error);
        if (this.jobs.length === 0) return false;
        await wait.nextPause();
      }
    }
  }

  private rejectOverdue(error: DatabaseBusyError): void {
    const oldest = performance.now() - this.options.busyTimeoutMs;
    const inTime = this.jobs.findIndex(({ since }) => since > oldest);
    for (const job of this.jobs.splice(0, inTime === -1 ? this.jobs.length : inTime)) job.reject(error);
  }
}
