import type { Operator } from "@prefect-ts/schemas/common";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type Expression, type SqlBool, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { TagsFilter } from "../dialects/run-conditions.ts";
import { combine, everything, type MaybeCondition, nothing } from "./combine.ts";

type Maybe<T> = T | null | undefined;

/** In the list. An empty list matches nothing. */
export function anyOf(column: Expression<unknown>, values: Maybe<readonly unknown[]>): MaybeCondition {
  if (!values) return undefined;
  return values.length === 0 ? nothing : sql<SqlBool>`${column} in (${sql.join(values)})`;
}

/** Not in the list; rows without a value are left out too, as SQL has it. An empty list says nothing. */
export function notAnyOf(column: Expression<unknown>, values: Maybe<readonly unknown[]>): MaybeCondition {
  return values && values.length > 0 ? sql<SqlBool>`${column} not in (${sql.join(values)})` : undefined;
}

/** Contains the text in any case; an empty text says nothing. */
export function like(column: Expression<unknown>, text: Maybe<string>, dialect: DialectQueries): MaybeCondition {
  return text ? dialect.containsIgnoringCase(column, text) : undefined;
}

export function isNull(column: Expression<unknown>, wanted: Maybe<boolean>): MaybeCondition {
  if (wanted === null || wanted === undefined) return undefined;
  return wanted ? sql<SqlBool>`${column} is null` : sql<SqlBool>`${column} is not null`;
}

export function equal(column: Expression<unknown>, wanted: Maybe<boolean>): MaybeCondition {
  return wanted === null || wanted === undefined ? undefined : sql<SqlBool>`${column} = ${wanted}`;
}

export function atMost(column: Expression<unknown>, value: Maybe<Timestamp | number>): MaybeCondition {
  return value === null || value === undefined ? undefined : sql<SqlBool>`${column} <= ${value}`;
}

export function atLeast(column: Expression<unknown>, value: Maybe<Timestamp | number>): MaybeCondition {
  return value === null || value === undefined ? undefined : sql<SqlBool>`${column} >= ${value}`;
}

interface ListFilter {
  operator?: Operator;
  any_?: readonly unknown[] | null;
  not_any_?: readonly unknown[] | null;
  is_null_?: boolean | null;
}

/** A column that is in a list, not in another, or empty. */
export const listed = (column: Expression<unknown>, filter: ListFilter): MaybeCondition =>
  combine(filter.operator, [
    anyOf(column, filter.any_),
    notAnyOf(column, filter.not_any_),
    isNull(column, filter.is_null_),
  ]);

interface NameFilter {
  any_?: readonly string[] | null;
  like_?: string | null;
}

export const named = (column: Expression<unknown>, filter: NameFilter, dialect: DialectQueries): MaybeCondition =>
  combine("and_", [anyOf(column, filter.any_), like(column, filter.like_, dialect)]);

interface PeriodFilter {
  before_?: Timestamp | null;
  after_?: Timestamp | null;
  is_null_?: boolean | null;
}

/** An instant in a period whose ends belong to it. */
export const during = (column: Expression<unknown>, filter: PeriodFilter): MaybeCondition =>
  combine("and_", [atMost(column, filter.before_), atLeast(column, filter.after_), isNull(column, filter.is_null_)]);

/** The JSON array has every one of the values; no values say nothing. */
export function arrayHasAll(
  column: Expression<unknown>,
  values: Maybe<readonly string[]>,
  dialect: DialectQueries,
): MaybeCondition {
  return values && values.length > 0 ? dialect.jsonArrayHasAll(column, values) : undefined;
}

/** Tags that include all of a list, one of a list, or that are empty; an empty `all_` says nothing. */
export const tagged = (column: Expression<unknown>, filter: TagsFilter, dialect: DialectQueries): MaybeCondition =>
  combine(filter.operator, [
    arrayHasAll(column, filter.all_, dialect),
    hasAny(column, filter.any_, dialect),
    isEmptyArray(column, filter.is_null_, dialect),
  ]);

/** As {@link tagged}, but an empty `all_` holds for every row, which shows inside `or_`. */
export const taggedWithAll = (
  column: Expression<unknown>,
  filter: TagsFilter,
  dialect: DialectQueries,
): MaybeCondition =>
  filter.all_?.length === 0
    ? combine(filter.operator, [everything, tagged(column, { ...filter, all_: null }, dialect)])
    : tagged(column, filter, dialect);

function hasAny(column: Expression<unknown>, values: Maybe<readonly string[]>, dialect: DialectQueries) {
  if (!values) return undefined;
  return values.length === 0 ? nothing : dialect.jsonArrayHasAny(column, values);
}

function isEmptyArray(column: Expression<unknown>, wanted: Maybe<boolean>, dialect: DialectQueries): MaybeCondition {
  if (wanted === null || wanted === undefined) return undefined;
  const isEmpty = dialect.jsonArrayIsEmpty(column);
  return wanted ? isEmpty : sql<SqlBool>`not (${isEmpty})`;
}
