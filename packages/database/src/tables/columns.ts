import type { ColumnType } from "kysely";
import type { Duration, Json } from "../values.ts";

export type JsonObject = Record<string, unknown>;
export type Labels = Record<string, string | number | boolean>;
/** Read as the value itself, written as {@link Json}. */
export type JsonColumn<Value, Written = Json> = ColumnType<Value, Written, Json | Extract<Written, null>>;
/** Read as seconds, written as a {@link Duration}. */
export type DurationColumn = ColumnType<number, Duration | undefined, Duration>;
