import type { Session } from "../database.ts";
import type { DialectQueries } from "../dialects/queries.ts";
import { combine, type MaybeCondition, narrowed } from "./combine.ts";
import {
  deploymentIs,
  deploymentOf,
  exists,
  flowIs,
  flowOf,
  flowRunIs,
  flowRunOf,
  type RunFilters,
  someFlowRun,
  someTaskRun,
  taskRunIs,
  workPoolIs,
  workQueueIs,
  workQueueOf,
} from "./related.ts";

export type { RunFilters };

/** The flows that match, and that have a deployment and a flow run that match; `work_pool_queues` plays no part. */
export const flowsMatching = ({ db, dialect }: Session, filters: Omit<RunFilters, "work_pool_queues">) =>
  narrowed(db.selectFrom("flow"), [
    flowIs(filters, dialect),
    filters.deployments || filters.work_pools
      ? exists(dialect, "deployment", "deployment.flow_id", "flow.id", [
          deploymentIs(filters, dialect),
          workQueueOf("deployment.work_queue_id", { work_pools: filters.work_pools }, dialect),
        ])
      : undefined,
    someFlowRun("flow_run.flow_id", "flow.id", filters, dialect),
  ]);

/** A flow run matches, as do its flow, its deployment, its work queue with its pool, and one of its task runs. */
export const flowRunCondition = (filters: RunFilters, dialect: DialectQueries): MaybeCondition =>
  combine("and_", [
    flowRunIs(filters, dialect),
    deploymentOf("flow_run.deployment_id", filters, dialect),
    workQueueOf("flow_run.work_queue_id", filters, dialect),
    flowOf("flow_run.flow_id", filters, dialect),
    someTaskRun(filters, dialect),
  ]);

export const flowRunsMatching = ({ db, dialect }: Session, filters: RunFilters) =>
  narrowed(db.selectFrom("flow_run"), [flowRunCondition(filters, dialect)]);

/** A task run matches, as does its flow run with what it belongs to. */
export const taskRunCondition = (filters: RunFilters, dialect: DialectQueries): MaybeCondition =>
  combine("and_", [taskRunIs(filters, dialect), flowRunOf("task_run.flow_run_id", filters, dialect)]);

export const taskRunsMatching = ({ db, dialect }: Session, filters: RunFilters) =>
  narrowed(db.selectFrom("task_run"), [taskRunCondition(filters, dialect)]);

/** The deployments that match, as do their flow, their work queue with its pool, and one of their flow runs. */
export const deploymentsMatching = ({ db, dialect }: Session, filters: RunFilters) =>
  narrowed(db.selectFrom("deployment"), [
    deploymentIs(filters, dialect),
    flowOf("deployment.flow_id", filters, dialect),
    someFlowRun("flow_run.deployment_id", "deployment.id", filters, dialect),
    workQueueOf("deployment.work_queue_id", filters, dialect),
  ]);

export const workPoolsMatching = ({ db }: Session, filters: Pick<RunFilters, "work_pools">) =>
  narrowed(db.selectFrom("work_pool"), [workPoolIs(filters)]);

/** Work queues of every pool; the caller adds the pool where it asks for one. */
export const workQueuesMatching = ({ db, dialect }: Session, filters: Pick<RunFilters, "work_pool_queues">) =>
  narrowed(db.selectFrom("work_queue"), [workQueueIs(filters, dialect)]);
