import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { OrNull } from "@prefect-ts/schemas/types";
import { WorkPoolFilter } from "@prefect-ts/schemas/work-pool";
import { WorkQueueFilter } from "@prefect-ts/schemas/work-queue";
import { Type } from "typebox";

/** The filters that every list of runs takes, as fields of its body. */
export const runFilters = {
  flows: OrNull(FlowFilter),
  flow_runs: OrNull(FlowRunFilter),
  task_runs: OrNull(TaskRunFilter),
  deployments: OrNull(DeploymentFilter),
  work_pools: OrNull(WorkPoolFilter),
};

/** The same where a client must leave out what it does not ask for: null is refused. */
export const strictRunFilters = {
  flows: Type.Optional(FlowFilter),
  flow_runs: Type.Optional(FlowRunFilter),
  task_runs: Type.Optional(TaskRunFilter),
  deployments: Type.Optional(DeploymentFilter),
  work_pools: Type.Optional(WorkPoolFilter),
};

/** With the queues' filter under the name that most routes give it. */
export const queuedRunFilters = { ...runFilters, work_pool_queues: OrNull(WorkQueueFilter) };
