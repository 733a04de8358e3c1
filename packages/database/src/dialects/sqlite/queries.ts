import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { sql } from "kysely";
import type { DialectQueries } from "../queries.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { pairInsert } from "./pair-insert.ts";

/** The fraction is the text after the seconds: to read the instant a second time for it took as long again. */
const microseconds = (column: unknown) => sql`(unixepoch(${column}) + cast(substr(${column}, 20) as real))`;

export const queries: DialectQueries = {
  name: "sqlite",
  // It could put its checks off, but only to the commit, which others share: they would fail with it.
  insertsTogether: false,
  bulkInsert,
  pairInsert,
  lockRows: sql``,
  jsonArrayHasAll: (column, values) =>
    sql`(select count(distinct value) from json_each(${column}) where value in (${sql.join([...new Set(values)])})) = ${new Set(values).size}`,
  jsonArrayHasAny: (column, values) =>
    sql`exists (select 1 from json_each(${column}) where value in (${sql.join([...values])}))`,
  jsonArrayIsEmpty: (column) => sql`json_array_length(${column}) = 0`,
  jsonText: (column, key) => sql`json_extract(${column}, ${`$."${key}"`})`,
  containsIgnoringCase: (column, text) => sql`lower(${column}) like lower(${`%${text}%`})`,
  startsWithIgnoringCase: (column, text) => sql`lower(${column}) like lower(${`${text}%`})`,
  notByIndex: (column) => sql`+${column}`,
  isPlannedBy(run, id) {
    const column = (name: string) => sql.ref(`${run}.${name}`);
    return sql`(${column("state_type")} = 'SCHEDULED' and ${column("auto_scheduled")} = 1 and json_extract(${column("created_by")}, '$.id') = ${id})`;
  },
  rowKey: (table) => sql.ref(`${table}.rowid`),
  secondsBetween: (start, end) => sql`(${microseconds(end)} - ${microseconds(start)})`,
  intervalSeconds: (column) => sql`(case when ${column} = 0 then 0 else ${microseconds(column)} end)`,
  timestamp: (value) => sql`${value}`,
  readTimestamp: (value) => (typeof value === "string" ? Timestamp.fromDatabase(value) : null),
};
