import type { VariableFilter } from "@prefect-ts/schemas/variable";
import type { ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { listed, named, tagged } from "./fields.ts";

/** A variable filter as a condition on `variable`; undefined where it restricts nothing. */
export const variableConditions = (
  filter: VariableFilter,
  eb: ExpressionBuilder<Tables, "variable">,
  dialect: DialectQueries,
): MaybeCondition =>
  combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("variable.id"), id)),
    given(filter.name, (name) => named(eb.ref("variable.name"), name, dialect)),
    given(filter.tags, (tags) => tagged(eb.ref("variable.tags"), tags, dialect)),
  ]);
