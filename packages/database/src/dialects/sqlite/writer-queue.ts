import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Transaction } from "../../database.ts";
import { DatabaseBusyError } from "../../errors.ts";
import type { SqliteConnection } from "./connection.ts";

/** How many transactions one commit may hold: past fifty, one more saves nothing and the event loop waits longer. */
const batchSize = 50;
const longestQueue = 10_000;
const firstRetryMs = 2;
const lastRetryMs = 100;

type Settle = () => void;

interface Job {
  /** Does the work; what comes back answers the caller. */
  run: () => Promise<Settle>;
  reject: (reason: unknown) => void;
}

export interface WriterQueueOptions {
  /** How long a writer waits while another process holds the lock. */
  busyTimeoutMs: number;
}

/**
 * Every write of the process, in order, on one connection.
 *
 * A turn of the event loop collects the requests that came in together; they run one after another, each in a
 * savepoint, and one commit keeps them all. Nobody is answered before that commit.
 */
export class WriterQueue {
  private readonly connection: SqliteConnection;
  private readonly session: Omit<Transaction, "afterCommit">;
  private readonly options: WriterQueueOptions;
  private readonly jobs: Job[] = [];
  private hooks: (() => void)[] = [];
  private draining: Promise<void> | undefined;

  constructor(
    connection: SqliteConnection,
    session: Omit<Transaction, "afterCommit">,
    options: WriterQueueOptions = { busyTimeoutMs: 60_000 },
  ) {
    this.connection = connection;
    this.session = session;
    this.options = options;
  }

  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (this.jobs.length >= longestQueue) {
      return Promise.reject(new DatabaseBusyError(`${longestQueue} writes wait already; try again later`));
    }
    const transaction: Transaction = { ...this.session, afterCommit: (hook) => this.hooks.push(hook) };
    return new Promise<T>((resolve, reject) => {
      const run = async () => {
        const value = await work(transaction);
        return () => resolve(value);
      };
      this.jobs.push({ run, reject });
      this.draining ??= this.drain();
    });
  }

  async idle(): Promise<void> {
    while (this.draining) await this.draining;
  }

  private async drain(): Promise<void> {
    try {
      while (this.jobs.length > 0) {
        await nextTurn();
        await this.runBatch();
      }
    } finally {
      this.draining = undefined;
    }
  }

  private async runBatch(): Promise<void> {
    try {
      await this.begin();
    } catch (error) {
      for (const job of this.jobs.splice(0)) job.reject(error);
      return;
    }
    const done: { job: Job; settle: Settle }[] = [];
    this.hooks = [];
    try {
      for (let job = this.jobs.shift(); job; job = done.length < batchSize ? this.jobs.shift() : undefined) {
        done.push({ job, settle: await this.runInSavepoint(job) });
      }
      this.connection.execute("COMMIT", []);
    } catch (error) {
      if (this.connection.inTransaction) this.connection.execute("ROLLBACK", []);
      for (const { job } of done) job.reject(error);
      return;
    }
    try {
      for (const hook of this.hooks) hook();
    } finally {
      for (const { settle } of done) settle();
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
      if (!this.connection.inTransaction) {
        job.reject(error);
        throw error;
      }
      this.connection.execute("ROLLBACK TO job", []);
      this.connection.execute("RELEASE job", []);
      return () => job.reject(error);
    }
  }

  /** Takes the write lock; where another process has it, waits without stopping the event loop. */
  private async begin(): Promise<void> {
    const deadline = performance.now() + this.options.busyTimeoutMs;
    for (let pause = firstRetryMs; ; pause = Math.min(pause * 2, lastRetryMs)) {
      try {
        this.connection.execute("BEGIN IMMEDIATE", []);
        return;
      } catch (error) {
        if (!(error instanceof DatabaseBusyError) || performance.now() > deadline) throw error;
        await sleep(pause);
      }
    }
  }
}
