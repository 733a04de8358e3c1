import type { Row, RowsInsertion } from "../../bulk-insert.ts";
import { Json } from "../../values.ts";
import { encode } from "./codec.ts";

function jsonOf(value: unknown): string {
  if (value instanceof Json) return value.text;
  const encoded = encode(value);
  // Half a character is no text for PostgreSQL: as in a parameter, it gives way.
  return JSON.stringify(typeof encoded === "string" ? encoded.toWellFormed() : encoded);
}

/** How any number of rows travel as one JSON parameter, so that a statement is parsed and planned once for a connection. */
export function rowsReader(table: string, columns: readonly string[]) {
  const list = columns.map((column) => `"${column}"`).join(", ");
  const keys = columns.map((column) => `"${column}":`);
  const objectOf = (row: Row) => `{${row.map((value, i) => `${keys[i]}${jsonOf(value)}`).join(",")}}`;
  return {
    /** An insertion of the rows that a parameter holds. */
    insertFrom: (parameter: string) =>
      `insert into "${table}" (${list}) select ${list} from json_populate_recordset(null::"${table}", ${parameter})`,
    /** That parameter's value. */
    textOf: (rows: readonly Row[]) => `[${rows.map(objectOf).join(",")}]`,
  };
}

/** One statement for any number of rows. */
export function bulkInsert(table: string, columns: readonly string[]): RowsInsertion {
  const reader = rowsReader(table, columns);
  const sql = `${reader.insertFrom("$1")} on conflict do nothing returning "id"`;
  return (rows) => [{ bind: () => ({ sql, parameters: [reader.textOf(rows)] }) }];
}
