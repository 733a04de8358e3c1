import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { StoreTable } from "../store.ts";

/**
 * A value on its way from one dialect to another, as text: UUIDs with hyphens, instants as 26 characters in UTC,
 * intervals in microseconds, booleans as 0 and 1, JSON as it was written.
 */
export type Cell = string | null;

/** Rows that follow each other in the order of their ids. */
export interface Batch {
  readonly rows: readonly (readonly Cell[])[];
  /** The id of the last one. */
  readonly last: string;
}

/** What keeps other copies out of a database; where another copy has it, since when, if that can be told. */
export type CopyLock =
  | { readonly isHeld: true; release(): void }
  | { readonly isHeld: false; readonly since: Timestamp | undefined };

/** What copying needs of a dialect. */
export interface CopySide {
  /** Keeps other copies out of this database, at most until the process ends or the store is closed. */
  lock(): Promise<CopyLock>;
  /** From here on everything is read as of this instant; needs no end but that of the connection. */
  holdSnapshot(): Promise<void>;
  /** All rows of a table, by their ids. */
  read(table: StoreTable): AsyncIterable<Batch>;
  /** Adds rows, inside a transaction. */
  write(table: StoreTable, rows: Batch["rows"]): Promise<void>;
  /** Drops the indexes and keys that can be made again, and answers the statements that do so, in order. */
  dropIndexes(): Promise<string[]>;
  /** For a connection that is about to write much. */
  prepareToLoad(): Promise<void>;
  /** Brings the statistics up to date with what was loaded. */
  analyze(): Promise<void>;
}
