import type { Expression } from "kysely";
import type { ListFilter, StateFilter } from "../dialects/run-conditions.ts";
import { combine, type MaybeCondition } from "./combine.ts";
import { listed } from "./fields.ts";

/** The filter on a run's state, by its type and its name. */
export const stateConditions = (
  filter: StateFilter,
  type: Expression<unknown>,
  name: Expression<unknown>,
): MaybeCondition => combine(filter.operator, [oneWay(filter.type, type), oneWay(filter.name, name)]);

/** The reference leaves out a part of a state filter that both includes and excludes, and so does this. */
function oneWay(filter: ListFilter | null, column: Expression<unknown>): MaybeCondition {
  if (filter === null || (filter.any_ !== null && filter.not_any_?.length)) return undefined;
  return listed(column, filter);
}
