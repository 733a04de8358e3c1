import type { Batch, Cell } from "./side.ts";

/** A batch is one transaction; what a kill undoes is done again. */
const mostRows = 10_000;
const mostCharacters = 8_000_000;

/** Collects rows into batches. The first cell of a row is its id. */
export class BatchBuilder {
  private rows: Cell[][] = [];
  private characters = 0;

  /** Adds a row, and gives a batch when it is full. */
  add(row: Cell[]): Batch | undefined {
    this.rows.push(row);
    for (const cell of row) this.characters += cell?.length ?? 0;
    return this.rows.length < mostRows && this.characters < mostCharacters ? undefined : this.take();
  }

  /** What was collected since the last batch. */
  take(): Batch | undefined {
    const last = this.rows.at(-1)?.[0];
    if (last === undefined || last === null) return undefined;
    const batch = { rows: this.rows, last };
    this.rows = [];
    this.characters = 0;
    return batch;
  }
}
