import type { Kysely } from "kysely";
import type { DialectQueries } from "./dialects/queries.ts";
import type { Prepared } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** What a query of any kind answers. */
export interface QueryAnswer<R> {
  rows: R[];
  /** How many rows an insert, update or delete touched. */
  changes: number;
}

/** A connection to ask with. */
export interface Session {
  readonly db: Kysely<Tables>;
  /** What the dialects say differently, under names that say the intention. */
  readonly dialect: DialectQueries;
  run<P extends object, R>(query: Prepared<P, R>, values: P): Promise<QueryAnswer<R>>;
}

/** A write transaction: all of it is kept, or nothing. */
export interface Transaction extends Session {
  /** Calls `work` once the transaction is durable, before its `write()` answers; never if it is rolled back. */
  afterCommit(work: () => void): void;
}

/** The one door to the Prefect database. */
export interface Database {
  /** The connection URL with its password masked. */
  readonly printable: string;
  readonly inMemory: boolean;
  /** Reads on a connection of its own; never waits for a writer. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction that holds the write lock from its start. Writes wait in a queue, in order; those that
   * wait together may be committed together, each in its own savepoint, so an error in one leaves the others.
   * `work` may only await what it asks of `transaction`: anything slower holds up every other writer.
   * Throws DatabaseBusyError when another process holds the lock for too long.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Waits for the writes that were asked for, then closes. */
  close(): Promise<void>;
}
