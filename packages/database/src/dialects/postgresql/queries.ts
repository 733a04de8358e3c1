import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type SqlBool, sql } from "kysely";
import type { Tables } from "../../tables.ts";
import type { DialectQueries, Periods } from "../queries.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { encode } from "./codec.ts";
import { pairInsert } from "./pair-insert.ts";

const isPlanned = (run: string) =>
  sql<SqlBool>`${sql.ref(`${run}.state_type`)} = 'SCHEDULED' and ${sql.ref(`${run}.auto_scheduled`)} = true`;

/** The first of periods that are counted from a fixed instant may begin before the year 1, which has no text. */
const bound = (instant: Timestamp) => (instant.text < "0001" ? "-infinity" : encode(instant));

const boundsOf = ({ start, seconds, count }: Periods) =>
  Array.from({ length: count + 1 }, (_, i) => bound(start.plus(i * seconds)));

export const queries: DialectQueries = {
  name: "postgresql",
  insertsTogether: true,
  bulkInsert,
  pairInsert,
  lockRows: sql`for update`,
  jsonArrayHasAll: (column, values) => sql`${column} ?& ${values}::text[]`,
  jsonArrayHasAny: (column, values) => sql`${column} ?| ${values}::text[]`,
  jsonArrayIsEmpty: (column) => sql`jsonb_array_length(${column}) = 0`,
  jsonText: (column, key) => sql`${column} ->> ${key}::text`,
  containsIgnoringCase: (column, text) => sql`${column} ilike ${`%${text}%`}`,
  startsWithIgnoringCase: (column, text) => sql`${column} ilike ${`${text}%`}`,
  notByIndex: (column) => sql`${column}`,
  byIndex: (table) => sql<Tables[typeof table]>`${sql.table(table)}`.as(table),
  isOneOf: (column, ids) => sql`${column} = any(${[...ids]}::uuid[])`,
  isPlanned,
  isPlannedBy: (run, id) => sql`(${isPlanned(run)} and ${sql.ref(`${run}.created_by`)} ->> 'id' = ${id}::text)`,
  findRows: null,
  rowKey: (table) => sql.ref(`${table}.id`),
  // Where extract() computes with decimals, date_part() takes half of the time.
  secondsBetween: (start, end) => sql`date_part('epoch', ${end} - ${start})`,
  intervalSeconds: (column) => sql`date_part('epoch', ${column})`,
  periodOf: (instant, periods) => sql`(width_bucket(${instant}, ${boundsOf(periods)}::timestamptz[]) - 1)`,
  // What stands behind this the planner does not look into: it reckons with two hundred values.
  rowsToGroup: (query) => query.offset(0),
  timestamp: (value) => sql`${value}::timestamptz`,
  readTimestamp: (value) => (value instanceof Timestamp ? value : null),
};
