import type { Row, RowsInsertion } from "../../bulk-insert.ts";
import { Json } from "../../values.ts";
import { encode } from "./codec.ts";

function jsonOf(value: unknown): string {
  if (value instanceof Json) return value.text;
  const encoded = encode(value);
  // Half a character is no text for PostgreSQL: as in a parameter, it gives way.
  return JSON.stringify(typeof encoded === "string" ? encoded.toWellFormed() : encoded);
}

/** One statement for any number of rows, which travel as one JSON parameter: it is parsed and planned once for a connection. */
export function bulkInsert(table: string, columns: readonly string[]): RowsInsertion {
  const list = columns.map((column) => `"${column}"`).join(", ");
  const sql =
    `insert into "${table}" (${list}) select ${list} from json_populate_recordset(null::"${table}", $1) ` +
    'on conflict do nothing returning "id"';
  const keys = columns.map((column) => `"${column}":`);
  const objectOf = (row: Row) => `{${row.map((value, i) => `${keys[i]}${jsonOf(value)}`).join(",")}}`;
  return (rows) => [{ bind: () => ({ sql, parameters: [`[${rows.map(objectOf).join(",")}]`] }) }];
}
