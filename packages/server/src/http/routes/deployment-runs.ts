import { DeploymentFlowRunCreate, FlowRunBulkCreateResponse } from "@prefect-ts/schemas/deployment";
import { FlowRunResponse } from "@prefect-ts/schemas/flow-run";
import { DateTime, Json, FloatSeconds, Uuid } from "@prefect-ts/schemas/types";
import { WorkQueue } from "@prefect-ts/schemas/work-queue";
import { Type } from "typebox";
import { createDeploymentRun, createDeploymentRuns, readScheduledRuns } from "../../models/deployment-flow-runs.ts";
import { markDeploymentsReady } from "../../models/deployment-readiness.ts";
import { readFittingQueues } from "../../models/deployment-work-queues.ts";
import { toFlowRunResponse } from "../../models/flow-run-record.ts";
import { scheduleRuns } from "../../schedules/schedule-runs.ts";
import { HttpError } from "../../errors.ts";
import { checkParameterSize } from "../parameter-checks.ts";
import { ById, Limit, pageSize } from "../parameters.ts";
import { created } from "../reply.ts";
import { AutomationHeaders, createdByOf } from "../requester.ts";
import { type Route, route } from "../route.ts";

const tag = "Deployments";

export const deploymentRunRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/deployments/get_scheduled_flow_runs",
    tag,
    operation: "get_scheduled_flow_runs_for_deployments_deployments_get_scheduled_flow_runs_post",
    body: Type.Object(
      { deployment_ids: Type.Array(Uuid), scheduled_before: Type.Optional(DateTime), limit: Limit },
      { $id: "Body_get_scheduled_flow_runs_for_deployments_deployments_get_scheduled_flow_runs_post" },
    ),
    response: Type.Array(FlowRunResponse),
    handle: async ({ body, context }) => {
      const { deployment_ids: deploymentIds, scheduled_before: before } = body;
      const limit = pageSize(body.limit, context);
      const runs = await context.read((session) => readScheduledRuns(session, deploymentIds, before, limit));
      context
        .write((tx) => markDeploymentsReady(tx, { deploymentIds }))
        .catch((error: unknown) => context.log.error({ err: error }, "deployments could not be marked ready"));
      return runs.map((run) => toFlowRunResponse(run));
    },
  }),
  route({
    method: "POST",
    path: "/deployments/{id}/schedule",
    tag,
    operation: "schedule_deployment_deployments__id__schedule_post",
    params: ById,
    body: Type.Object(
      {
        start_time: Type.Optional(DateTime),
        end_time: Type.Optional(DateTime),
        min_time: Type.Optional(FloatSeconds),
        min_runs: Type.Optional(Type.Integer()),
        max_runs: Type.Optional(Type.Integer()),
      },
      { $id: "Body_schedule_deployment_deployments__id__schedule_post" },
    ),
    bodyRequired: false,
    response: Json,
    handle: async ({ params, body, context }) => {
      const { start_time, end_time, min_time, min_runs, max_runs } = body;
      await context.write((tx) =>
        scheduleRuns(tx, params.id, {
          ...(start_time && { start: start_time }),
          ...(end_time && { end: end_time }),
          ...(min_time !== undefined && { minSeconds: min_time }),
          ...(min_runs !== undefined && { minRuns: min_runs }),
          ...(max_runs !== undefined && { maxRuns: max_runs }),
        }),
      );
      return null;
    },
  }),
  route({
    method: "POST",
    path: "/deployments/{id}/create_flow_run",
    tag,
    operation: "create_flow_run_from_deployment_deployments__id__create_flow_run_post",
    headers: AutomationHeaders,
    params: ById,
    body: DeploymentFlowRunCreate,
    response: FlowRunResponse,
    handle: async ({ params, body, headers, context }) => {
      checkParameterSize(context, body);
      const asker = { createdBy: createdByOf(headers) };
      const { run, isNew } = await context.writeShared((tx) => createDeploymentRun(tx, params.id, body, asker));
      const answer = toFlowRunResponse(run);
      return isNew ? created(answer) : answer;
    },
  }),
  route({
    method: "POST",
    path: "/deployments/{id}/create_flow_run/bulk",
    tag,
    operation: "bulk_create_flow_runs_from_deployment_deployments__id__create_flow_run_bulk_post",
    headers: AutomationHeaders,
    params: ById,
    body: Type.Array(DeploymentFlowRunCreate),
    response: FlowRunBulkCreateResponse,
    handle: async ({ params, body, headers, context }) => {
      for (const run of body) checkParameterSize(context, run);
      const asker = { createdBy: createdByOf(headers) };
      return { results: await context.write((tx) => createDeploymentRuns(tx, params.id, body, asker)) };
    },
  }),
  route({
    method: "GET",
    path: "/deployments/{id}/work_queue_check",
    tag,
    operation: "work_queue_check_for_deployment_deployments__id__work_queue_check_get",
    params: ById,
    response: Type.Array(WorkQueue),
    handle: async ({ params, context }) => {
      const queues = await context.read((session) => readFittingQueues(session, params.id));
      if (!queues) throw new HttpError(404, "Deployment not found");
      return queues;
    },
  }),
];
