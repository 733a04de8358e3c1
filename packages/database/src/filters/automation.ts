import type { AutomationFilter } from "@prefect-ts/schemas/automation";
import type { ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { during, listed, taggedWithAll } from "./fields.ts";

/** An automation filter as a condition on `automation`; undefined where it restricts nothing. */
export const automationConditions = (
  filter: AutomationFilter,
  eb: ExpressionBuilder<Tables, "automation">,
  dialect: DialectQueries,
): MaybeCondition =>
  combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("automation.id"), id)),
    given(filter.name, (name) => listed(eb.ref("automation.name"), name)),
    given(filter.created, (created) => during(eb.ref("automation.created"), created)),
    given(filter.tags, (tags) => taggedWithAll(eb.ref("automation.tags"), tags, dialect)),
  ]);
