import type { Row, RowsInsertion } from "../../bulk-insert.ts";

/** Rows to a statement, largest first: few enough forms to keep each prepared, and the last one takes any rest. */
const sizes = [64, 8, 1];

/** A statement for every so many rows: building one for fifty costs more than running it. */
export function bulkInsert(table: string, columns: readonly string[]): RowsInsertion {
  const into = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(", ")})`;
  const row = `(${columns.map(() => "?").join(", ")})`;
  const forms = sizes.map((size) => ({
    size,
    sql: `${into} values ${Array.from({ length: size }, () => row).join(", ")} on conflict do nothing returning "id"`,
  }));
  return (rows) => {
    const queries = [];
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
