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

const fewStates = 4;

const inState = (type: StateType) => sql<SqlBool>`flow_run.state_type = ${sql.lit(type)}`;
const inNoState = sql<SqlBool>`flow_run.state_type is null`;

/** The states that runs must be in, where the filter lists some. */
function listedStates({ flow_runs }: RunFilters): StateType[] | null {
  const state = flow_runs?.operator === "and_" && flow_runs.state?.operator === "and_" ? flow_runs.state : null;
  const listed = state?.type?.not_any_?.length ? null : state?.type?.any_;
  return listed?.length ? [...new Set(listed)] : null;
}

type InOrder = (state: RawBuilder<SqlBool>) => SelectQueryBuilder<Tables, "flow_run", { key: unknown }>;

/** The first keys in order of start, where `sort` asks for that: the first of each state are read off an index, and merged. */
function merged(states: RawBuilder<SqlBool>[], sort: FlowRunSort, limit: number, inOrder: InOrder) {
  const direction = directions[sort];
  if (!direction) return undefined;
  const firsts = states.map((state) => {
    const ofState = inOrder(state).select(flowRunStart.as("start")).limit(limit);
    return sql`select * from ${ofState.as("of_state")}`;
  });
  return sql`(select key from (${sql.join(firsts, sql` union all `)}) as firsts order by start ${direction} limit ${limit})`;
}

/** The only index of SQLite's that has the order of start has it within each state. */
export const firstByStart = (filters: RunFilters, sort: FlowRunSort, limit: number, inOrder: InOrder) =>
  merged(listedStates(filters)?.map(inState) ?? [...StateType.enum.map(inState), inNoState], sort, limit, inOrder);

/**
 * The first keys of a few states. PostgreSQL would walk all runs by their start until it has met enough of these, which may be
 * behind all those that are to come.
 */
export function firstOfStates(filters: RunFilters, sort: FlowRunSort, limit: number, inOrder: InOrder) {
  const states = listedStates(filters);
  return states && states.length > 1 && states.length <= fewStates
    ? merged(states.map(inState), sort, limit, inOrder)
    : undefined;
}
