import type { Row } from "../bulk-insert.ts";
import type { Transaction } from "../database.ts";
import type { Tables } from "../tables.ts";

/** The columns of a table, apart by whether many rows have the same values there. */
export interface PairTable {
  table: keyof Tables & string;
  shared: readonly string[];
  /** The row's own; `id` is among them. */
  own: readonly string[];
}

/** Two kinds of rows that refer to each other: a run and its state. */
export interface PairTables {
  owner: PairTable;
  owned: PairTable;
  /** The column of the owner that says which row it has now; not among its columns. */
  pointer: string;
  /** The column of the owned row that says whose it is. */
  back: string;
}

/** A value for each column of both. */
export interface Pair {
  owner: Row;
  owned: Row;
}

/** Pairs with the same values in the shared columns. */
export interface PairGroup {
  shared: Pair;
  own: readonly Pair[];
}

/** Inserts pairs whose owner is not there yet, each with a new id; answers the ids of those owners. */
export type PairInsertion = (tx: Transaction, groups: readonly PairGroup[]) => Promise<Set<string>>;
