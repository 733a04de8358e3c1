import type { Operator } from "@prefect-ts/schemas/common";
import type { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import type { FlowFilter } from "@prefect-ts/schemas/flow";
import type { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import type { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import type { WorkPoolFilter } from "@prefect-ts/schemas/work-pool";
import type { WorkQueueFilter } from "@prefect-ts/schemas/work-queue";
import { expressionBuilder, type SqlBool, sql } from "kysely";
import type { DialectQueries } from "../dialects/queries.ts";
import type { Tables } from "../tables.ts";
import { combine, type MaybeCondition } from "./combine.ts";
import { deploymentConditions } from "./deployment.ts";
import { anyOf } from "./fields.ts";
import { flowConditions } from "./flow.ts";
import { flowRunConditions } from "./flow-run.ts";
import { taskRunConditions } from "./task-run.ts";
import { workPoolConditions } from "./work-pool.ts";
import { workQueueConditions } from "./work-queue.ts";

/** What narrows a query over runs and what they belong to; a filter that is given but empty asks for any such neighbour. */
export interface RunFilters {
  flows?: FlowFilter | null;
  flow_runs?: FlowRunFilter | null;
  task_runs?: TaskRunFilter | null;
  deployments?: DeploymentFilter | null;
  work_pools?: WorkPoolFilter | null;
  work_pool_queues?: WorkQueueFilter | null;
}

type ColumnOf<T extends keyof Tables> = `${T}.${keyof Tables[T] & string}`;
export type Column = { [T in keyof Tables]: ColumnOf<T> }[keyof Tables];

/**
 * There is a row of `table` whose `column` has the value of `outer`, and that meets the conditions. The link leads to it:
 * without statistics SQLite would as soon start from all rows in a state, again for each outer row.
 */
export function exists<T extends keyof Tables>(
  dialect: DialectQueries,
  table: T,
  column: ColumnOf<T>,
  outer: Column,
  conditions: readonly MaybeCondition[],
): MaybeCondition {
  const linked = sql<SqlBool>`${sql.ref(column)} = ${sql.ref(outer)}`;
  const condition = combine("and_", conditions);
  const checked = condition && dialect.notByIndex(condition);
  return sql<SqlBool>`exists (select 1 from ${sql.table(table)} where ${combine("and_", [linked, checked])})`;
}

interface ById {
  operator: Operator;
  id: { any_: readonly string[] | null } | null;
}

/**
 * The ids that a filter asks for, on the column that refers to them. `exists` says the same, but only this lets the
 * database start from the index on that column instead of walking the whole outer table.
 */
export const byReference = (column: Column, filter: ById | null | undefined): MaybeCondition =>
  filter?.operator === "and_" ? anyOf(sql.ref(column), filter.id?.any_) : undefined;

export const flowIs = ({ flows }: RunFilters, dialect: DialectQueries): MaybeCondition =>
  flows ? flowConditions(flows, expressionBuilder<Tables, "flow">(), dialect) : undefined;

export const flowRunIs = ({ flow_runs }: RunFilters, dialect: DialectQueries): MaybeCondition =>
  flow_runs ? flowRunConditions(flow_runs, expressionBuilder<Tables, "flow_run">(), dialect) : undefined;

export const taskRunIs = ({ task_runs }: RunFilters, dialect: DialectQueries): MaybeCondition =>
  task_runs ? taskRunConditions(task_runs, expressionBuilder<Tables, "task_run">(), dialect) : undefined;

export const deploymentIs = ({ deployments }: RunFilters, dialect: DialectQueries): MaybeCondition =>
  deployments ? deploymentConditions(deployments, expressionBuilder<Tables, "deployment">(), dialect) : undefined;

export const workPoolIs = ({ work_pools }: RunFilters): MaybeCondition =>
  work_pools ? workPoolConditions(work_pools, expressionBuilder<Tables, "work_pool">()) : undefined;

export const workQueueIs = ({ work_pool_queues }: RunFilters, dialect: DialectQueries): MaybeCondition =>
  work_pool_queues
    ? workQueueConditions(work_pool_queues, expressionBuilder<Tables, "work_queue">(), dialect)
    : undefined;

/** The flow that `column` refers to matches; undefined where no filter asks for one. */
export const flowOf = (column: Column, filters: RunFilters, dialect: DialectQueries): MaybeCondition =>
  filters.flows
    ? combine("and_", [
        byReference(column, filters.flows),
        exists(dialect, "flow", "flow.id", column, [flowIs(filters, dialect)]),
      ])
    : undefined;

export const deploymentOf = (column: Column, filters: RunFilters, dialect: DialectQueries): MaybeCondition =>
  filters.deployments
    ? combine("and_", [
        byReference(column, filters.deployments),
        exists(dialect, "deployment", "deployment.id", column, [deploymentIs(filters, dialect)]),
      ])
    : undefined;

/** The work queue that `column` refers to matches, and so does its work pool. */
export function workQueueOf(column: Column, filters: RunFilters, dialect: DialectQueries): MaybeCondition {
  const { work_pools, work_pool_queues } = filters;
  if (!work_pools && !work_pool_queues) return undefined;
  const pool = work_pools
    ? exists(dialect, "work_pool", "work_pool.id", "work_queue.work_pool_id", [workPoolIs(filters)])
    : undefined;
  return combine("and_", [
    byReference(column, work_pool_queues),
    exists(dialect, "work_queue", "work_queue.id", column, [workQueueIs(filters, dialect), pool]),
  ]);
}

/** Flow runs of task runs that are named, and match: those lead to them. */
export const runsOfNamedTasks = (filters: RunFilters, dialect: DialectQueries): MaybeCondition =>
  byReference("task_run.id", filters.task_runs)
    ? sql<SqlBool>`${sql.ref("flow_run.id")} in (select flow_run_id from task_run where ${taskRunIs(filters, dialect)})`
    : undefined;

/** A task run of the flow run matches. */
export const someTaskRun = (filters: RunFilters, dialect: DialectQueries): MaybeCondition =>
  filters.task_runs
    ? (runsOfNamedTasks(filters, dialect) ??
      exists(dialect, "task_run", "task_run.flow_run_id", "flow_run.id", [taskRunIs(filters, dialect)]))
    : undefined;

/** A flow run that refers to the row by `column` matches, and so does one of its task runs. */
export const someFlowRun = (
  column: ColumnOf<"flow_run">,
  row: Column,
  filters: RunFilters,
  dialect: DialectQueries,
): MaybeCondition =>
  filters.flow_runs || filters.task_runs
    ? exists(dialect, "flow_run", column, row, [flowRunIs(filters, dialect), someTaskRun(filters, dialect)])
    : undefined;

/** The flow run that `column` refers to matches, and so does what it belongs to. */
export function flowRunOf(column: Column, filters: RunFilters, dialect: DialectQueries): MaybeCondition {
  const belongings = combine("and_", [
    flowOf("flow_run.flow_id", filters, dialect),
    deploymentOf("flow_run.deployment_id", filters, dialect),
    workQueueOf("flow_run.work_queue_id", filters, dialect),
  ]);
  if (!belongings && !filters.flow_runs) return undefined;
  return combine("and_", [
    byReference(column, filters.flow_runs),
    exists(dialect, "flow_run", "flow_run.id", column, [flowRunIs(filters, dialect), belongings]),
  ]);
}
