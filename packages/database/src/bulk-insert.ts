import { byDialect } from "./by-dialect.ts";
import type { Session, Transaction } from "./database.ts";
import type { DialectQueries } from "./dialects/queries.ts";
import type { BoundQuery } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** A value for each column, in their order. */
export type Row = readonly unknown[];

/** The queries that insert rows and answer the ids of those that were not there. */
export type RowsInsertion = (rows: readonly Row[]) => BoundQuery<{ id: string }>[];

/** Inserts many rows into a table, those that are there already aside. */
export class BulkInsert {
  private readonly insertion: (dialect: DialectQueries) => RowsInsertion;

  constructor(table: keyof Tables & string, columns: readonly string[]) {
    this.insertion = byDialect((dialect) => dialect.bulkInsert(table, columns));
  }

  /** Answers the ids of the rows that are new. */
  async run(session: Session, rows: readonly Row[]): Promise<Set<string>> {
    const inserted = new Set<string>();
    for (const query of this.queries(session, rows)) {
      for (const { id } of (await session.run(query)).rows) inserted.add(id);
    }
    return inserted;
  }

  /** As {@link run}, where nobody waits for the answer. */
  send(tx: Transaction, rows: readonly Row[]): void {
    for (const query of this.queries(tx, rows)) tx.send(query);
  }

  private queries({ dialect }: Session, rows: readonly Row[]): BoundQuery<{ id: string }>[] {
    return rows.length === 0 ? [] : this.insertion(dialect)(rows);
  }
}
