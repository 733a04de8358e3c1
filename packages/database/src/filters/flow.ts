import type { FlowFilter } from "@prefect-ts/schemas/flow";
import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { listed, named, tagged } from "./fields.ts";

/** A flow filter as a condition on `flow`; undefined where it restricts nothing. */
export function flowConditions(
  filter: FlowFilter,
  eb: ExpressionBuilder<Tables, "flow">,
  dialect: DialectQueries,
): MaybeCondition {
  return combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("flow.id"), id)),
    given(filter.deployment, (deployment) => deployed(deployment.is_null_, eb)),
    given(filter.name, (name) => named(eb.ref("flow.name"), name, dialect)),
    given(filter.tags, (tags) => tagged(eb.ref("flow.tags"), tags, dialect)),
  ]);
}

function deployed(isNull: boolean | null, eb: ExpressionBuilder<Tables, "flow">): MaybeCondition {
  if (isNull === null) return undefined;
  const exists = eb.exists(
    eb.selectFrom("deployment").select("deployment.id").whereRef("deployment.flow_id", "=", "flow.id"),
  );
  return isNull ? sql<SqlBool>`not ${exists}` : exists;
}
