import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { AliasedRawBuilder, Expression, RawBuilder, SelectQueryBuilder, SqlBool } from "kysely";
import type { RowsInsertions } from "../bulk-insert.ts";
import type { Session } from "../database.ts";
import type { Tables } from "../tables.ts";
import type { PairInsertion, PairTables } from "./pair-insert.ts";

/** Rows of one table: how many, and a condition that names them. */
export interface FoundRows {
  count: number;
  areThese: RawBuilder<SqlBool>;
}

/** Spans of time of one length, one after another. */
export interface Periods {
  start: Timestamp;
  /** Of each; fractions to the microsecond. */
  seconds: number;
  count: number;
}

/** What is said differently on each dialect. Every dialect folder has a `queries.ts` that gives all of these. */
export interface DialectQueries {
  readonly name: "sqlite" | "postgresql";
  /** Whether rows that are sent together may refer to each other, whichever comes first. */
  readonly insertsTogether: boolean;
  /** How rows with these columns are inserted into a table, many at once. */
  bulkInsert(table: string, columns: readonly string[]): RowsInsertions;
  /** How rows are inserted with a row each that belongs to them and that they point to. */
  pairInsert(tables: PairTables): PairInsertion;
  /** The end of a select in a write transaction: nobody else changes its rows until the transaction ends. */
  readonly lockRows: RawBuilder<unknown>;
  /** The JSON array in `column` has every one of `values`. */
  jsonArrayHasAll(column: Expression<unknown>, values: readonly string[]): RawBuilder<SqlBool>;
  /** The JSON array in `column` has one of `values` or more. */
  jsonArrayHasAny(column: Expression<unknown>, values: readonly string[]): RawBuilder<SqlBool>;
  /** The JSON array in `column` is empty. */
  jsonArrayIsEmpty(column: Expression<unknown>): RawBuilder<SqlBool>;
  /** The text of a key of the JSON object in `column`. */
  jsonText(column: Expression<unknown>, key: string): RawBuilder<string | null>;
  /** `column` contains `text` in any case; `%` and `_` in `text` stand for any characters, as in the reference. */
  containsIgnoringCase(column: Expression<unknown>, text: string): RawBuilder<SqlBool>;
  /** `column` starts with `text` in any case; `%` and `_` as above. */
  startsWithIgnoringCase(column: Expression<unknown>, text: string): RawBuilder<SqlBool>;
  /** `column` where its index leads nowhere: it has many rows of a value, and another condition of the query few. */
  notByIndex<T>(column: Expression<T>): RawBuilder<T>;
  /**
   * A table whose rows are found by one index, where there is no doubt which: statistics, if anybody had them made, take every
   * value of a column for as frequent as null.
   */
  byIndex<T extends keyof Tables & string>(table: T, index: string): AliasedRawBuilder<Tables[T], T>;
  /** `column` is one of `ids`: one text of the query for any number of them. */
  isOneOf(column: Expression<string | null>, ids: readonly string[]): RawBuilder<SqlBool>;
  /** The flow run under the name `run` was planned, and waits for its time: in the words of the indexes of such runs. */
  isPlanned(run: string): RawBuilder<SqlBool>;
  /** The flow run under the name `run` waits for its time, and the schedule `id` planned it: in the words of the index of such runs. */
  isPlannedBy(run: string, id: Expression<string>): RawBuilder<SqlBool>;
  /** What leads to a row of `table` soonest: not kept between queries, and not shown to anyone. */
  rowKey(table: string): RawBuilder<unknown>;
  /**
   * Runs a query for the keys of rows of a table, in a column `key`, for queries that then start from those. Null where the
   * planner knows how many rows a condition leaves, and needs no such help.
   */
  readonly findRows:
    | ((session: Pick<Session, "db">, table: keyof Tables & string, keys: Expression<unknown>) => Promise<FoundRows>)
    | null;
  /** Seconds from `start` to `end`, fractions included. */
  secondsBetween(start: Expression<unknown>, end: Expression<unknown>): RawBuilder<number>;
  /** An interval column as seconds. */
  intervalSeconds(column: Expression<unknown>): RawBuilder<number>;
  /** The number of the period, from 0, that an instant is in; a number of none of them where it is in none. */
  periodOf(instant: Expression<unknown>, periods: Periods): RawBuilder<number>;
  /**
   * A query for rows that are to be grouped by what is computed of them: as many groups as rows are not to be reckoned with,
   * nor the rows sorted for that.
   */
  rowsToGroup<DB, TB extends keyof DB, Row>(query: SelectQueryBuilder<DB, TB, Row>): SelectQueryBuilder<DB, TB, Row>;
  /** An instant where the query has no column that says so. */
  timestamp(value: Timestamp): RawBuilder<Timestamp>;
  /** Reads an instant out of an expression (`coalesce(…)`) that the driver hands over as it is. */
  readTimestamp(value: unknown): Timestamp | null;
}
