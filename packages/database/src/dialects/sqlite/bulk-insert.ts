import type { Row, RowsInsertion, RowsInsertions } from "../../bulk-insert.ts";
import type { BoundQuery } from "../../prepared.ts";

/** Rows to a statement, largest first: few enough forms to keep each prepared, and the last one takes any rest. */
const sizes = [64, 8, 1];

/** Insertions of rows that are not there, a statement for so many as `most` says: building one for fifty costs more than running it. */
export function insertForms<R = unknown>(
  table: string,
  columns: readonly string[],
  most: readonly number[],
  end = "",
): RowsInsertion<R> {
  const into = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(", ")})`;
  const row = `(${columns.map(() => "?").join(", ")})`;
  const forms = most.map((size) => ({
    size,
    sql: `${into} values ${Array.from({ length: size }, () => row).join(", ")} on conflict do nothing${end}`,
  }));
  return (rows) => {
    const queries: BoundQuery<R>[] = [];
    let at = 0;
    for (const { size, sql } of forms) {
      for (; rows.length - at >= size; at += size) {
        const part: readonly Row[] = rows.slice(at, at + size);
        queries.push({ bind: () => ({ sql, parameters: part.flat() }) });
      }
    }
    return queries;
  };
}

export const bulkInsert = (table: string, columns: readonly string[]): RowsInsertions => ({
  answering: insertForms<{ id: string }>(table, columns, sizes, ' returning "id"'),
  silent: insertForms(table, columns, sizes),
});
