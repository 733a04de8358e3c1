import type { Row } from "../bulk-insert.ts";
import type { Transaction } from "../database.ts";
import type { Tables } from "../tables.ts";

/** Two kinds of rows that refer to each other: a run and its state. Both have a column `id`. */
export interface PairTables {
  owner: { table: keyof Tables & string; columns: readonly string[] };
  owned: { table: keyof Tables & string; columns: readonly string[] };
  /** The column of the owner that says which row it has now; not among its `columns`. */
  pointer: string;
  /** The column of the owned row that says whose it is. */
  back: string;
}

/** A value for each column of both, in their order. */
export interface Pair {
  owner: Row;
  owned: Row;
}

/** Inserts pairs whose owner is not there yet; answers the ids of those owners. */
export type PairInsertion = (tx: Transaction, pairs: readonly Pair[]) => Promise<Set<string>>;
