import type { Kysely } from "kysely";
import type { DialectQueries } from "./dialects/queries.ts";
import type { CountRuns } from "./dialects/run-counts.ts";
import type { BoundQuery } from "./prepared.ts";
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
  run<R>(query: BoundQuery<R>): Promise<QueryAnswer<R>>;
  /** Counts runs without a query where the session can. */
  readonly countRuns?: CountRuns;
}

/** A table whose rows have an id. */
export type LockableTable = { [T in keyof Tables]: Tables[T] extends { id: unknown } ? T : never }[keyof Tables];

/** A write transaction: all of it is kept, or nothing. */
export interface Transaction extends Session {
  /**
   * Runs queries whose answers nobody waits for: they travel with the next one that is, and their failure is the
   * transaction's. Those sent together are one statement where the dialect `insertsTogether`.
   */
  send(...queries: BoundQuery[]): void;
  /** Keeps others from writing a row until the transaction ends; what is read of it from here on is the latest. */
  lock(table: LockableTable, id: string): void;
  /**
   * Tells whoever listens on a channel, on every server of the database, once the transaction is durable. Each message has
   * 7,900 bytes at most; all of them are one statement.
   */
  notify(channel: string, ...messages: string[]): void;
  /** Calls `work` once the transaction is durable, before its `write()` answers; never if it is rolled back. */
  afterCommit(work: () => void): void;
}

/** The one door to the Prefect database. */
export interface Database {
  readonly dialect: DialectQueries["name"];
  /** The connection URL with its password masked. */
  readonly printable: string;
  readonly inMemory: boolean;
  /** Whether several servers are meant to work on it at a time. */
  readonly hasSeveralServers: boolean;
  /** Whether transactions that write run side by side; else one after another. */
  readonly writesSideBySide: boolean;
  /** Reads on a connection of its own; never waits for a writer. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** As {@link read}, for queries that may look at much of the database: while they do, the server goes on. */
  readWide<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** As {@link read}, where several queries must see the database as of one instant. */
  readSnapshot<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction, on SQLite one after another: those that wait together may be committed together, each in
   * its own savepoint, so an error in one leaves the others. On PostgreSQL transactions run side by side, so a row that is
   * read to be changed is locked first; `work` is run again where it met another transaction.
   * `work` may only await what it asks of `transaction`: anything slower holds up other writers.
   * Throws DatabaseBusyError where a lock or a connection did not come free in time.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * As {@link write}, for work that mostly adds rows: on PostgreSQL those that come in together share a transaction, and with it
   * its round trips. It holds rows by {@link Transaction.lock} alone, which keeps out those who share it, too.
   */
  writeShared<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * A number that is another one once anybody has committed something; costs no query. Null where that cannot be told.
   */
  changeMark(): number | null;
  /** Begins to read what it takes to count many runs, so that whoever asks first need not wait for that; never fails. */
  readAhead(): void;
  /**
   * Hears what is told on a channel, on this server too; null where something may have been missed. Answers how to stop.
   * Nothing is told on a database that one server works on.
   */
  listen(channel: string, heard: (message: string | null) => void): () => void;
  /** Waits for the writes that were asked for, then closes. */
  close(): Promise<void>;
}
