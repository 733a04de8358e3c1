import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { sql } from "kysely";
import type { Session } from "../database.ts";
import type { Condition } from "./combine.ts";
import { deploymentIs, flowIs, type RunFilters } from "./related.ts";

/** More are no help: the runs that belong to them are not few. */
const most = 200;

const anyFlow = defaultsOf(FlowFilter);
const anyDeployment = defaultsOf(DeploymentFilter);

/** The ids of all rows of `table` that match, unless they are many. */
async function fewIds({ db }: Session, table: "flow" | "deployment", condition: Condition): Promise<string[] | null> {
  const query = sql<{ id: string }>`select id from ${sql.table(table)} where ${condition} limit ${sql.lit(most + 1)}`;
  const { rows } = await query.execute(db);
  return rows.length > most ? null : rows.map(({ id }) => id);
}

/**
 * The same filters, with flows and deployments by their ids where they are few: a planner with statistics knows how many runs
 * an id has, but nothing of those whose flow has some name, and would walk all runs in order for a flow that has none.
 */
export async function byParentIds<F extends RunFilters>(session: Session, filters: F): Promise<F> {
  if (session.dialect.findRows) return filters;
  const [isFlow, isDeployment] = [flowIs(filters, session.dialect), deploymentIs(filters, session.dialect)];
  const [flows, deployments] = await Promise.all([
    isFlow && !filters.flows?.id ? fewIds(session, "flow", isFlow) : null,
    isDeployment && !filters.deployments?.id ? fewIds(session, "deployment", isDeployment) : null,
  ]);
  return {
    ...filters,
    ...(flows && { flows: { ...anyFlow, id: { any_: flows, not_any_: null } } }),
    ...(deployments && { deployments: { ...anyDeployment, id: { any_: deployments, not_any_: null } } }),
  };
}
