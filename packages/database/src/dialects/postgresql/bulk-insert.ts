import type { Row, RowsInsertions } from "../../bulk-insert.ts";
import type { BoundQuery } from "../../prepared.ts";
import { Json } from "../../values.ts";
import { encode } from "./codec.ts";

function jsonOf(value: unknown): string {
  if (value instanceof Json) return value.text;
  const encoded = encode(value);
  // Half a character is no text for PostgreSQL: as in a parameter, it gives way.
  return JSON.stringify(typeof encoded === "string" ? encoded.toWellFormed() : encoded);
}

/** Columns with a name before each. */
export const listed = (columns: readonly string[], before = "") =>
  columns.map((column) => `${before}"${column}"`).join(", ");

/** How any number of rows travel as one JSON parameter, so that a statement is parsed and planned once for a connection. */
export function rowsReader(table: string, columns: readonly string[]) {
  const keys = columns.map((column) => `"${column}":`);
  const objectOf = (row: Row) => `{${row.map((value, i) => `${keys[i]}${jsonOf(value)}`).join(",")}}`;
  return {
    /** The rows that a parameter holds. */
    from: (parameter: string) => `json_populate_recordset(null::"${table}", ${parameter})`,
    /** That parameter's value. */
    textOf: (rows: readonly Row[]) => `[${rows.map(objectOf).join(",")}]`,
  };
}

/** One statement for any number of rows. */
export function bulkInsert(table: string, columns: readonly string[]): RowsInsertions {
  const reader = rowsReader(table, columns);
  const list = listed(columns);
  const silent = `insert into "${table}" (${list}) select ${list} from ${reader.from("$1")} on conflict do nothing`;
  const query = <R>(sql: string, rows: readonly Row[]): BoundQuery<R> => ({
    bind: () => ({ sql, parameters: [reader.textOf(rows)] }),
  });
  return {
    async answering(session, rows) {
      const answer = await session.run(query<{ id: string }>(`${silent} returning "id"`, rows));
      return new Set(answer.rows.map(({ id }) => id));
    },
    silent: (rows) => [query(silent, rows)],
  };
}
