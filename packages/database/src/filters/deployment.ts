import type { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import type { ExpressionBuilder } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, given, type MaybeCondition } from "./combine.ts";
import { equal, listed, named, tagged } from "./fields.ts";

type Deployments = ExpressionBuilder<Tables, "deployment">;

/** A deployment filter as a condition on `deployment`; undefined where it restricts nothing. */
export function deploymentConditions(
  filter: DeploymentFilter,
  eb: Deployments,
  dialect: DialectQueries,
): MaybeCondition {
  // `concurrency_limit` is accepted and says nothing: the reference ignores it since the limit is a row of its own.
  return combine(filter.operator, [
    given(filter.id, (id) => listed(eb.ref("deployment.id"), id)),
    given(filter.name, (name) => named(eb.ref("deployment.name"), name, dialect)),
    given(filter.flow_or_deployment_name, (name) => ownOrFlowName(name.like_, eb, dialect)),
    given(filter.paused, (paused) => equal(eb.ref("deployment.paused"), paused.eq_)),
    given(filter.tags, (tags) => tagged(eb.ref("deployment.tags"), tags, dialect)),
    given(filter.work_queue_name, (name) => listed(eb.ref("deployment.work_queue_name"), name)),
  ]);
}

function ownOrFlowName(text: string | null, eb: Deployments, dialect: DialectQueries): MaybeCondition {
  if (!text) return undefined;
  const flowNamed = eb.exists(
    eb
      .selectFrom("flow")
      .select("flow.id")
      .whereRef("flow.id", "=", "deployment.flow_id")
      .where((flow) => dialect.containsIgnoringCase(flow.ref("flow.name"), text)),
  );
  return combine("or_", [dialect.containsIgnoringCase(eb.ref("deployment.name"), text), flowNamed]);
}
