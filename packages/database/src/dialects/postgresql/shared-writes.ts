import type { Transaction } from "../../database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { refusalOf } from "../write-limit.ts";

type Work<T> = (transaction: Transaction) => Promise<T>;
type Write = <T>(work: Work<T>) => Promise<T>;

/** Past two, another transaction at a time has fewer to share it and ends no sooner. */
const mostTransactions = 2;
const mostTogether = 50;

interface Job {
  work: Work<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Within one transaction nobody waits for a row that another of those who share it holds. */
class SharedRowError extends Error {
  override name = "SharedRowError";
}

/** Waits for all, since a transaction ends after the last of its queries; throws the first error. */
async function all(pending: Promise<unknown>[]): Promise<unknown[]> {
  await Promise.allSettled(pending);
  return await Promise.all(pending);
}

/**
 * Writes that are asked for while others are under way, in a transaction together: side by side, so that each round trip is one
 * for all of them. Where anything in it fails, it is undone, and each is run in a transaction of its own; where the connection
 * is lost, all of them fail.
 */
export class SharedWrites {
  private readonly attempt: Write;
  private readonly alone: Write;
  private readonly jobs: Job[] = [];
  private underWay = 0;

  /** `attempt` runs a transaction once; `alone` until it succeeds or is in vain. */
  constructor({ attempt, alone }: { attempt: Write; alone: Write }) {
    this.attempt = attempt;
    this.alone = alone;
  }

  write<T>(work: Work<T>): Promise<T>;
  write(work: Work<unknown>): Promise<unknown> {
    const refusal = refusalOf(this.jobs.length);
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.jobs.push({ work, resolve, reject });
      if (this.underWay < mostTransactions) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.underWay++;
    while (this.jobs.length > 0) await this.runTogether(this.jobs.splice(0, mostTogether));
    this.underWay--;
  }

  private async runTogether(jobs: readonly Job[]): Promise<void> {
    if (jobs.length > 1) {
      let isDurable = false;
      try {
        const values = await this.attempt((transaction) => {
          transaction.afterCommit(() => (isDurable = true));
          return all(sharing(transaction, jobs));
        });
        for (const [i, { resolve }] of jobs.entries()) resolve(values[i]);
        return;
      } catch (error) {
        // With the connection the answer to a COMMIT may have been lost: what may be done must not be done again.
        if (isDurable || error instanceof DatabaseUnavailableError) {
          for (const { reject } of jobs) reject(error);
          return;
        }
        // Whose error it was, and whether it comes again, each finds out alone.
      }
    }
    await Promise.all(jobs.map(({ work, resolve, reject }) => this.alone(work).then(resolve, reject)));
  }
}

function sharing(transaction: Transaction, jobs: readonly Job[]): Promise<unknown>[] {
  const holders = new Map<string, Job>();
  return jobs.map(async (job) => {
    const lock: Transaction["lock"] = (table, id) => {
      const row = `${table} ${id}`;
      if ((holders.get(row) ?? job) !== job) throw new SharedRowError(row);
      holders.set(row, job);
      transaction.lock(table, id);
    };
    return await job.work({ ...transaction, lock });
  });
}
