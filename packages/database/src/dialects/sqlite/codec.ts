import { parseExactly } from "@prefect-ts/schemas/exact-json";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type SQLite from "better-sqlite3";
import { Duration, Json } from "../../values.ts";

/** A parameter as SQLite takes it: the reference's text for instants and intervals, 0 and 1 for booleans. */
export function encode(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Timestamp) return value.text;
  if (value instanceof Json) return value.text;
  if (value instanceof Duration) return Timestamp.fromMicros(value.seconds * 1_000_000).text;
  return value;
}

type Decode = (value: unknown) => unknown;

const readTimestamp: Decode = (value) => (typeof value === "string" ? Timestamp.fromDatabase(value) : null);
const readBoolean: Decode = (value) => (value === null ? null : value === 1);
const readJson: Decode = (value) => (typeof value === "string" ? parseJson(value) : value);
const readInterval: Decode = (value) =>
  typeof value === "string" ? Timestamp.fromDatabase(value).micros / 1_000_000 : value === null ? null : 0;

/** Python writes NaN and Infinity into JSON text; neither is JSON, and the API answers null for them. */
function parseJson(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return parseExactly(
      text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) => (token.startsWith('"') ? token : "null")),
    );
  }
}

const decoders: Record<string, Decode> = { DATETIME: readTimestamp, BOOLEAN: readBoolean, JSON: readJson };
/** The columns that hold intervals, which SQLite has no type for. */
export const intervals: ReadonlySet<string> = new Set(["total_run_time"]);

/** Where a column of an answer comes from; an expression comes from none. */
export type Column = Pick<SQLite.ColumnDefinition, "name" | "column" | "type">;

/** How to read the columns of a statement, by the tables' columns that they come from; expressions stay as they are. */
export function rowDecoder(columns: readonly Column[]): ((row: Record<string, unknown>) => void) | undefined {
  const decoded = columns.flatMap(({ name, column, type }) => {
    const decode = column !== null && intervals.has(column) ? readInterval : decoders[type ?? ""];
    return decode ? [{ name, decode }] : [];
  });
  if (decoded.length === 0) return undefined;
  return (row) => {
    for (const { name, decode } of decoded) row[name] = decode(row[name]);
  };
}
