import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tables } from "../../tables.ts";
import type { DialectQueries } from "../queries.ts";
import { bulkInsert } from "./bulk-insert.ts";
import { pairInsert } from "./pair-insert.ts";

/** The fraction is the text after the seconds: to read the instant a second time for it took as long again. */
const microseconds = (column: unknown) => sql`(unixepoch(${column}) + cast(substr(${column}, 20) as real))`;

const secondsBetween = (start: unknown, end: unknown) => sql<number>`(${microseconds(end)} - ${microseconds(start)})`;

/** What every writer of JSON puts down as it is. */
const plain = /^[\w .:=@+-]*$/;

/** Most arrays without the value are told by their text, in a third of the time that it takes to read them. */
function hasElement(column: Expression<unknown>, value: string): RawBuilder<SqlBool> {
  const isElement = sql<SqlBool>`exists (select 1 from json_each(${column}) where value = ${value})`;
  return plain.test(value) ? sql`(instr(${column}, ${`"${value}"`}) and ${isElement})` : isElement;
}

const hasElements = (column: Expression<unknown>, values: readonly string[], operator: RawBuilder<unknown>) => {
  const elements = [...new Set(values)].map((value) => hasElement(column, value));
  return sql<SqlBool>`(${sql.join(elements, operator)})`;
};

const rowKey = (table: string) => sql.ref<number>(`${table}.rowid`);

const isPlanned = (run: string) =>
  sql<SqlBool>`${sql.ref(`${run}.state_type`)} = 'SCHEDULED' and ${sql.ref(`${run}.auto_scheduled`)} = 1`;

export const queries: DialectQueries = {
  name: "sqlite",
  // It could put its checks off, but only to the commit, which others share: they would fail with it.
  insertsTogether: false,
  bulkInsert,
  pairInsert,
  lockRows: sql``,
  jsonArrayHasAll: (column, values) => hasElements(column, values, sql` and `),
  jsonArrayHasAny: (column, values) => hasElements(column, values, sql` or `),
  jsonArrayIsEmpty: (column) => sql`json_array_length(${column}) = 0`,
  jsonText: (column, key) => sql`json_extract(${column}, ${`$."${key}"`})`,
  // As lower() does, which would cost as much again, LIKE ignores the case of ASCII letters alone.
  containsIgnoringCase: (column, text) => sql`${column} like ${`%${text}%`}`,
  startsWithIgnoringCase: (column, text) => sql`${column} like ${`${text}%`}`,
  notByIndex: (column) => sql`+(${column})`,
  byIndex: (table, index) =>
    sql<Tables[typeof table]>`${sql.table(table)}`.as(sql`${sql.table(table)} indexed by ${sql.ref(index)}`),
  isOneOf: (column, ids) => sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`,
  isPlanned,
  isPlannedBy: (run, id) => sql`(${isPlanned(run)} and json_extract(${sql.ref(`${run}.created_by`)}, '$.id') = ${id})`,
  rowKey,
  async findRows({ db }, table, keys) {
    const found = sql<{
      keys: string;
      count: number;
    }>`select json_group_array(key) as keys, count(*) as count from ${keys}`;
    const [row = { keys: "[]", count: 0 }] = (await found.execute(db)).rows;
    return { count: row.count, areThese: sql`${rowKey(table)} in (select value from json_each(${row.keys}))` };
  },
  secondsBetween,
  intervalSeconds: (column) => sql`(case when ${column} = 0 then 0 else ${microseconds(column)} end)`,
  periodOf: (instant, { start, seconds }) =>
    sql`cast(floor(${secondsBetween(sql`${start}`, instant)} / ${seconds}) as integer)`,
  rowsToGroup: (query) => query,
  timestamp: (value) => sql`${value}`,
  readTimestamp: (value) => (typeof value === "string" ? Timestamp.fromDatabase(value) : null),
};
