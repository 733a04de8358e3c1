import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { sql } from "kysely";
import type { Session } from "../database.ts";
import type { DialectQueries } from "../dialects/queries.ts";
import type { MaybeCondition } from "./combine.ts";
import { flowRunField } from "./leads.ts";
import { deploymentIs, flowIs, type RunFilters } from "./related.ts";

/** More are no help: the runs that belong to them are not few. */
const most = 200;
/** Characters of a text that the index of names finds. */
const shortestPart = 3;

const anyFlow = defaultsOf(FlowFilter);
const anyDeployment = defaultsOf(DeploymentFilter);

/**
 * The ids of all rows of `table` that match, unless they are many. A limit of its own would tell the planner that the first of
 * many will do, and make it read the table instead of an index.
 */
async function fewIds({ db }: Session, table: string, condition: MaybeCondition): Promise<string[] | null> {
  if (!condition) return null;
  const query = sql<{ id: string }>`
    with found as materialized (select id from ${sql.table(table)} where ${condition})
    select id from found limit ${sql.lit(most + 1)}`;
  const { rows } = await query.execute(db);
  return rows.length > most ? null : rows.map(({ id }) => id);
}

/** Flow runs by part of their names, unless the filter says which they are. */
function namedInPart(filters: RunFilters, dialect: DialectQueries): MaybeCondition {
  const { name, id } = filters.flow_runs ?? {};
  return !id && (name?.like_?.length ?? 0) >= shortestPart ? flowRunField(filters, "name", dialect) : undefined;
}

/**
 * The same filters, with flows, deployments and flow runs by their ids where they are few. A planner with statistics knows how
 * many runs an id has, but nothing of those whose flow has some name, and takes any part of a name for that of one run in a
 * hundred: it would walk all runs in order for a flow that has none.
 */
export async function byFewIds<F extends RunFilters>(session: Session, filters: F): Promise<F> {
  const { dialect } = session;
  if (dialect.findRows) return filters;
  const [flows, deployments, runs] = await Promise.all([
    filters.flows?.id ? null : fewIds(session, "flow", flowIs(filters, dialect)),
    filters.deployments?.id ? null : fewIds(session, "deployment", deploymentIs(filters, dialect)),
    fewIds(session, "flow_run", namedInPart(filters, dialect)),
  ]);
  const only = (ids: string[]) => ({ id: { any_: ids, not_any_: null } });
  return {
    ...filters,
    ...(flows && { flows: { ...anyFlow, ...only(flows) } }),
    ...(deployments && { deployments: { ...anyDeployment, ...only(deployments) } }),
    ...(runs && { flow_runs: { ...filters.flow_runs, name: null, ...only(runs) } }),
  };
}
