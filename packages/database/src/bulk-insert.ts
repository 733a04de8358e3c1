import { byDialect } from "./by-dialect.ts";
import type { Session, Transaction } from "./database.ts";
import type { DialectQueries } from "./dialects/queries.ts";
import type { BoundQuery } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** A value for each column, in their order. */
export type Row = readonly unknown[];

/** The queries that insert rows, those that are there already aside. */
export type RowsInsertion = (rows: readonly Row[]) => BoundQuery[];

/** Inserts rows, those that are there already aside; answers the ids of the others. */
export type AnsweringInsertion = (session: Session, rows: readonly Row[]) => Promise<Set<string>>;

/** How rows are inserted where somebody waits for the ids of those that are new, and where nobody does: answering costs. */
export interface RowsInsertions {
  answering: AnsweringInsertion;
  silent: RowsInsertion;
}

/** Inserts many rows into a table, those that are there already aside. */
export class BulkInsert {
  private readonly insertions: (dialect: DialectQueries) => RowsInsertions;

  constructor(table: keyof Tables & string, columns: readonly string[]) {
    this.insertions = byDialect((dialect) => dialect.bulkInsert(table, columns));
  }

  /** Answers the ids of the rows that are new. */
  async run(session: Session, rows: readonly Row[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    return await this.insertions(session.dialect).answering(session, rows);
  }

  /** As {@link run}, where nobody waits for the answer. */
  send(tx: Transaction, rows: readonly Row[]): void {
    if (rows.length === 0) return;
    for (const query of this.insertions(tx.dialect).silent(rows)) tx.send(query);
  }
}
