import type { MigrationRows } from "../migrator/target.ts";

const batchSize = 500;

/** The rows of a query in the order of their ids. `sql` takes the id after which to begin and how many rows, in this order. */
export async function* batches(rows: MigrationRows, sql: string): AsyncGenerator<Record<string, unknown>> {
  for (let after = ""; ; ) {
    const batch = await rows.all(sql, [after, batchSize]);
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < batchSize) return;
    after = String(last["id"]);
  }
}
