import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { type SqlBool, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, type Condition, type MaybeCondition } from "./combine.ts";
import {
  type Column,
  deploymentIs,
  flowIs,
  flowRunIs,
  type RunFilters,
  runsOfNamedTasks,
  taskRunIs,
  workPoolIs,
  workQueueIs,
} from "./related.ts";

/** Fields whose columns have an index, those first that tend to leave fewest rows. */
const flowRunFields = [
  "id",
  "parent_task_run_id",
  "parent_flow_run_id",
  "idempotency_key",
  "deployment_id",
  "work_queue_name",
  "state",
  "flow_version",
  "expected_start_time",
  "end_time",
  "next_scheduled_start_time",
  "name",
] as const;
const taskRunFields = ["id", "flow_run_id", "state", "start_time", "expected_start_time", "end_time", "name"] as const;

const anyFlowRun = defaultsOf(FlowRunFilter);
const anyTaskRun = defaultsOf(TaskRunFilter);

type FlowRunField = keyof Omit<FlowRunFilter, "operator">;
type TaskRunField = keyof Omit<TaskRunFilter, "operator">;

/** What one field of the flow run filter asks for; undefined where it holds only together with others, or asks for nothing. */
export const flowRunField = (
  { flow_runs }: RunFilters,
  field: FlowRunField,
  dialect: DialectQueries,
): MaybeCondition =>
  flow_runs?.operator === "and_"
    ? flowRunIs({ flow_runs: { ...anyFlowRun, [field]: flow_runs[field] } }, dialect)
    : undefined;

/** As {@link flowRunField}, of the task run filter. */
export const taskRunField = (
  { task_runs }: RunFilters,
  field: TaskRunField | null,
  dialect: DialectQueries,
): MaybeCondition =>
  field && task_runs?.operator === "and_"
    ? taskRunIs({ task_runs: { ...anyTaskRun, [field]: task_runs[field] } }, dialect)
    : undefined;

/** `column` refers to a row of `table` that matches; the list of those rows is made once, and leads to the index of `column`. */
function among<T extends keyof Tables>(column: Column, table: T, ...conditions: MaybeCondition[]): MaybeCondition {
  const condition = combine("and_", conditions);
  if (!condition) return undefined;
  return sql<SqlBool>`${sql.ref(column)} in (select id from ${sql.table(table)} where ${condition})`;
}

const given = (leads: readonly MaybeCondition[]): Condition[] => leads.filter((lead) => lead !== undefined);

/** Parts of a filter by each of which alone flow runs can be found; all of them hold for what matches. */
export function flowRunLeads(filters: RunFilters, dialect: DialectQueries): Condition[] {
  const pool = among("work_queue.work_pool_id", "work_pool", workPoolIs(filters));
  return given([
    runsOfNamedTasks(filters, dialect),
    among("flow_run.deployment_id", "deployment", deploymentIs(filters, dialect)),
    among("flow_run.flow_id", "flow", flowIs(filters, dialect)),
    ...flowRunFields.map((field) => flowRunField(filters, field, dialect)),
    among("flow_run.work_queue_id", "work_queue", workQueueIs(filters, dialect), pool),
  ]);
}

/** As {@link flowRunLeads}, of task runs. */
export const taskRunLeads = (filters: RunFilters, dialect: DialectQueries): Condition[] =>
  given(taskRunFields.map((field) => taskRunField(filters, field, dialect)));
