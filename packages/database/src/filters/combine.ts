import type { Operator } from "@prefect-ts/schemas/common";
import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import type { Tables } from "../tables.ts";

export type Condition = Expression<SqlBool>;
/** A condition, or undefined where a filter does not restrict anything. */
export type MaybeCondition = Condition | undefined;

/** Holds for every row. Never printed: {@link combine} leaves it out, or is left out with it. */
export const everything: RawBuilder<SqlBool> = sql`true`;
/** Holds for no row. */
export const nothing: RawBuilder<SqlBool> = sql`false`;

/**
 * The condition of one object inside a filter: undefined where the object is not given, and {@link everything} where it
 * is given but empty. The two differ inside `or_`: an empty object there lets every row through, as in the reference.
 */
export function given<F>(filter: F | null | undefined, conditionsOf: (filter: F) => MaybeCondition): MaybeCondition {
  return filter === null || filter === undefined ? undefined : (conditionsOf(filter) ?? everything);
}

/** Joins conditions by a filter's operator; undefined where the outcome restricts nothing. */
export function combine(operator: Operator | undefined, conditions: readonly MaybeCondition[]): MaybeCondition {
  const said = conditions.filter((condition) => condition !== undefined);
  const restricting = said.filter((condition) => condition !== everything);
  if (restricting.length === 0) return undefined;
  if (operator === "or_") {
    return restricting.length < said.length ? undefined : joined(restricting, sql` or `);
  }
  return joined(restricting, sql` and `);
}

function joined(conditions: readonly Condition[], operator: RawBuilder<unknown>): MaybeCondition {
  return conditions.length === 1 ? conditions[0] : sql<SqlBool>`(${sql.join(conditions, operator)})`;
}

/** The query with every condition that there is. */
export function narrowed<T extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, T, Row>,
  conditions: readonly MaybeCondition[],
): SelectQueryBuilder<Tables, T, Row> {
  const condition = combine("and_", conditions);
  return condition ? query.where(condition) : query;
}
