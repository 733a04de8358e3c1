import type { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import type { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { RunConditions, Span } from "../dialects/run-conditions.ts";
import type { RunFilters } from "./related.ts";

/** Of any run. */
export const unrestricted: RunConditions = { state: null, tags: null, expected: null, started: null, start: null };

interface PeriodFilter {
  before_: Timestamp | null;
  after_: Timestamp | null;
}

const span = (filter: PeriodFilter | null): Span | null =>
  filter && { from: filter.after_?.micros ?? null, to: filter.before_?.micros ?? null };

/** Nothing is asked for but by the fields named. */
const asksOnlyFor = (filter: { operator: string }, names: readonly string[]): boolean =>
  filter.operator === "and_" &&
  Object.entries(filter).every(
    ([name, part]) => (part ?? null) === null || name === "operator" || names.includes(name),
  );

const fields = ["state", "tags", "expected_start_time", "start_time"] as const;

/** `start` is what the filter calls the start of a run. */
function conditionsOf(filter: FlowRunFilter | TaskRunFilter, start: "start" | "started"): RunConditions | null {
  const { state, tags, expected_start_time: expected, start_time } = filter;
  if (!asksOnlyFor(filter, fields) || typeof start_time?.is_null_ === "boolean") return null;
  return { ...unrestricted, state, tags, expected: span(expected), [start]: span(start_time) };
}

/** Filters as conditions on columns that are kept in memory; null where they ask for more. */
export function conditionsOnColumns(table: "flow_run" | "task_run", filters: RunFilters): RunConditions | null {
  const { flow_runs, task_runs, flows, deployments, work_pools, work_pool_queues } = filters;
  if (flows || deployments || work_pools || work_pool_queues) return null;
  if (table === "flow_run") return task_runs ? null : flow_runs ? conditionsOf(flow_runs, "start") : unrestricted;
  return flow_runs ? null : task_runs ? conditionsOf(task_runs, "started") : unrestricted;
}
