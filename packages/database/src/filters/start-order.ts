import type { FlowRunSort } from "@prefect-ts/schemas/flow-run";
import { StateType } from "@prefect-ts/schemas/state";
import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { flowRunStart } from "../sorts.ts";
import type { Tables } from "../tables.ts";
import type { RunFilters } from "./related.ts";

const directions: Partial<Record<FlowRunSort, RawBuilder<unknown>>> = {
  START_TIME_ASC: sql`asc`,
  START_TIME_DESC: sql`desc`,
};

const inState = (type: StateType) => sql<SqlBool>`flow_run.state_type = ${sql.lit(type)}`;
const inNoState = sql<SqlBool>`flow_run.state_type is null`;

/** The states in which a run that matches may be. */
function possibleStates({ flow_runs }: RunFilters): RawBuilder<SqlBool>[] {
  const state = flow_runs?.operator === "and_" && flow_runs.state?.operator === "and_" ? flow_runs.state : null;
  const listed = state?.type?.not_any_?.length ? null : state?.type?.any_;
  return listed?.length ? [...new Set(listed)].map(inState) : [...StateType.enum.map(inState), inNoState];
}

/**
 * The first keys in order of start, where `sort` asks for that. The only index of SQLite's that has this order has it within
 * each state, so the first of each state are read off it and merged.
 */
export function firstByStart(
  filters: RunFilters,
  sort: FlowRunSort,
  limit: number,
  inOrder: (state: RawBuilder<SqlBool>) => SelectQueryBuilder<Tables, "flow_run", { key: unknown }>,
): RawBuilder<unknown> | undefined {
  const direction = directions[sort];
  if (!direction) return undefined;
  const firsts = possibleStates(filters).map(
    (state) => sql`select * from ${inOrder(state).select(flowRunStart.as("start")).limit(limit)}`,
  );
  const merged = sql.join(firsts, sql` union all `);
  return sql`(select key from (${merged}) order by start ${direction} limit ${limit})`;
}
