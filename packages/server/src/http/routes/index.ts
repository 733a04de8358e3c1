import type { Route } from "../route.ts";
import { adminRoutes } from "./admin.ts";
import { artifactRoutes } from "./artifacts.ts";
import { automationRoutes } from "./automations.ts";
import { blockCapabilityRoutes } from "./block-capabilities.ts";
import { blockDocumentRoutes } from "./block-documents.ts";
import { blockSchemaRoutes } from "./block-schemas.ts";
import { blockTypeRoutes } from "./block-types.ts";
import { collectionRoutes } from "./collections.ts";
import { concurrencyLimitRoutes } from "./concurrency-limits.ts";
import { csrfTokenRoutes } from "./csrf-token.ts";
import { deploymentRunRoutes } from "./deployment-runs.ts";
import { deploymentScheduleRoutes } from "./deployment-schedules.ts";
import { deploymentRoutes } from "./deployments.ts";
import { eventRoutes } from "./events.ts";
import { flowRunInputRoutes } from "./flow-run-inputs.ts";
import { flowRunStateRoutes } from "./flow-run-states.ts";
import { flowRunTransitionRoutes } from "./flow-run-transitions.ts";
import { flowRunViewRoutes } from "./flow-run-views.ts";
import { flowRunRoutes } from "./flow-runs.ts";
import { flowRoutes } from "./flows.ts";
import { globalConcurrencyLimitRoutes } from "./global-concurrency-limits.ts";
import { logRoutes } from "./logs.ts";
import { root } from "./root.ts";
import { savedSearchRoutes } from "./saved-searches.ts";
import { taskRunStateRoutes } from "./task-run-states.ts";
import { taskRunRoutes } from "./task-runs.ts";
import { taskWorkerRoutes } from "./task-workers.ts";
import { templateRoutes } from "./templates.ts";
import { uiSchemaRoutes } from "./ui-schemas.ts";
import { uiFlowRunRoutes } from "./ui-flow-runs.ts";
import { uiFlowRoutes } from "./ui-flows.ts";
import { uiTaskRunRoutes } from "./ui-task-runs.ts";
import { variableRoutes } from "./variables.ts";
import { workPoolQueueRoutes } from "./work-pool-queues.ts";
import { workPoolRoutes } from "./work-pools.ts";
import { workQueueRoutes } from "./work-queues.ts";
import { workerRoutes } from "./workers.ts";

/** Every route of the API, in the order in which the OpenAPI shows them. */
export const routes: readonly Route[] = [
  ...root,
  ...flowRoutes,
  ...flowRunRoutes,
  ...flowRunTransitionRoutes,
  ...flowRunInputRoutes,
  ...flowRunViewRoutes,
  ...taskRunRoutes,
  ...flowRunStateRoutes,
  ...taskRunStateRoutes,
  ...eventRoutes,
  ...taskWorkerRoutes,
  ...logRoutes,
  ...variableRoutes,
  ...artifactRoutes,
  ...concurrencyLimitRoutes,
  ...globalConcurrencyLimitRoutes,
  ...savedSearchRoutes,
  ...csrfTokenRoutes,
  ...adminRoutes,
  ...blockTypeRoutes,
  ...blockSchemaRoutes,
  ...blockDocumentRoutes,
  ...blockCapabilityRoutes,
  ...collectionRoutes,
  ...deploymentRoutes,
  ...deploymentRunRoutes,
  ...deploymentScheduleRoutes,
  ...uiSchemaRoutes,
  ...workPoolRoutes,
  ...workPoolQueueRoutes,
  ...workerRoutes,
  ...workQueueRoutes,
  ...uiFlowRoutes,
  ...uiFlowRunRoutes,
  ...uiTaskRunRoutes,
  ...automationRoutes,
  ...templateRoutes,
];
