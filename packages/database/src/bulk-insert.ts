import { byDialect } from "./by-dialect.ts";
import type { Session, Transaction } from "./database.ts";
import type { DialectQueries } from "./dialects/queries.ts";
import type { BoundQuery } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** A value for each column, in their order. */
export type Row = readonly unknown[];

/** The queries that insert rows, those that are there already aside. */
export type RowsInsertion<R = unknown> = (rows: readonly Row[]) => BoundQuery<R>[];

/** How rows are inserted where somebody waits for the ids of those that are new, and where nobody does: answering costs. */
export interface RowsInsertions {
  answering: RowsInsertion<{ id: string }>;
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
    const inserted = new Set<string>();
    if (rows.length === 0) return inserted;
    for (const query of this.insertions(session.dialect).answering(rows)) {
      for (const { id } of (await session.run(query)).rows) inserted.add(id);
    }
    return inserted;
  }

  /** As {@link run}, where nobody waits for the answer. */
  send(tx: Transaction, rows: readonly Row[]): void {
    if (rows.length === 0) return;
    for (const query of this.insertions(tx.dialect).silent(rows)) tx.send(query);
  }
}
