import {
  FlowRunBulkDeleteResponse,
  FlowRunCreate,
  FlowRunFilter,
  FlowRunPaginationResponse,
  FlowRunResponse,
  FlowRunSort,
  FlowRunUpdate,
} from "@prefect-ts/schemas/flow-run";
import { Labels, OrNull, WithDefault } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { createFlowRun } from "../../models/create-flow-run.ts";
import { readFlowRun, toFlowRunResponse } from "../../models/flow-run-record.ts";
import * as flowRuns from "../../models/flow-runs.ts";
import { checkJobVariablesUpdate } from "../../models/flow-run-job-variables.ts";
import { findQueueId } from "../../models/work-queues.ts";
import { stateFromRequest } from "../../states/state.ts";
import { HttpError } from "../../errors.ts";
import { checkParameterSize } from "../parameter-checks.ts";
import { ById, Limit, Offset, Page, pageOf, pageSize } from "../parameters.ts";
import { created } from "../reply.ts";
import { AutomationHeaders, createdByOf, requesterOf } from "../requester.ts";
import { type Route, route } from "../route.ts";
import { queuedRunFilters } from "../run-filters.ts";

const tag = "Flow Runs";
const notFound = () => new HttpError(404, "Flow run not found");
const sort = WithDefault(FlowRunSort, "ID_DESC");
const bulkLimit = Type.Integer({ minimum: 1, maximum: 50, default: 50 });

export const flowRunRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/flow_runs/",
    tag,
    operation: "create_flow_run_flow_runs__post",
    headers: AutomationHeaders,
    body: FlowRunCreate,
    response: FlowRunResponse,
    handle: async ({ body, headers, context }) => {
      checkParameterSize(context, body);
      const { state, work_pool_name: pool, work_queue_name: queue, ...given } = body;
      const { run, isNew } = await context.writeShared(async (tx) =>
        createFlowRun(
          tx,
          {
            ...given,
            state: state && stateFromRequest(state),
            work_queue_id: pool === null ? null : await findQueueId(tx, pool, queue),
            work_queue_name: queue,
            created_by: createdByOf(headers),
          },
          requesterOf(headers),
        ),
      );
      const answer = toFlowRunResponse(run);
      return isNew ? created(answer) : answer;
    },
  }),
  route({
    method: "PATCH",
    path: "/flow_runs/{id}",
    tag,
    operation: "update_flow_run_flow_runs__id__patch",
    params: ById,
    body: FlowRunUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      checkParameterSize(context, body);
      const found = await context.write(async (tx) => {
        if (body.job_variables) await checkJobVariablesUpdate(tx, params.id, body.job_variables);
        return await flowRuns.updateFlowRun(tx, params.id, body);
      });
      if (!found) throw notFound();
    },
  }),
  route({
    method: "GET",
    path: "/flow_runs/{id}",
    tag,
    operation: "read_flow_run_flow_runs__id__get",
    params: ById,
    response: FlowRunResponse,
    handle: async ({ params, context }) => {
      const run = await context.read((session) => readFlowRun(session, params.id));
      if (!run) throw notFound();
      return toFlowRunResponse(run);
    },
  }),
  route({
    method: "DELETE",
    path: "/flow_runs/{id}",
    tag,
    operation: "delete_flow_run_flow_runs__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => flowRuns.deleteFlowRun(tx, params.id)))) throw notFound();
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/count",
    tag,
    operation: "count_flow_runs_flow_runs_count_post",
    body: Type.Object(queuedRunFilters, { $id: "Body_count_flow_runs_flow_runs_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => flowRuns.countFlowRuns(session, body)),
  }),
  route({
    method: "POST",
    path: "/flow_runs/filter",
    tag,
    operation: "read_flow_runs_flow_runs_filter_post",
    body: Type.Object(
      { sort, offset: Offset, ...queuedRunFilters, limit: Limit },
      { $id: "Body_read_flow_runs_flow_runs_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(FlowRunResponse),
    shared: true,
    handle: async ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      const runs = await context.readWide((session) => flowRuns.readFlowRuns(session, body, body.sort, part));
      return runs.map((run) => toFlowRunResponse(run));
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/paginate",
    tag,
    operation: "paginate_flow_runs_flow_runs_paginate_post",
    body: Type.Object(
      { sort, page: Page, ...queuedRunFilters, limit: Limit },
      { $id: "Body_paginate_flow_runs_flow_runs_paginate_post" },
    ),
    bodyRequired: false,
    response: FlowRunPaginationResponse,
    shared: true,
    handle: ({ body, context }) => {
      const limit = pageSize(body.limit, context);
      return context.readWide(async (session) => {
        const part = { limit, offset: (body.page - 1) * limit };
        const [runs, count] = await Promise.all([
          flowRuns.readFlowRuns(session, body, body.sort, part),
          flowRuns.countFlowRuns(session, body),
        ]);
        return pageOf(
          runs.map((run) => toFlowRunResponse(run)),
          count,
          limit,
          body.page,
        );
      });
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/bulk_delete",
    tag,
    operation: "bulk_delete_flow_runs_flow_runs_bulk_delete_post",
    body: Type.Object(
      { flow_runs: OrNull(FlowRunFilter), limit: bulkLimit },
      { $id: "Body_bulk_delete_flow_runs_flow_runs_bulk_delete_post" },
    ),
    bodyRequired: false,
    response: FlowRunBulkDeleteResponse,
    handle: async ({ body, context }) => ({
      deleted: await context.write((tx) => flowRuns.deleteFlowRuns(tx, body.flow_runs, body.limit)),
    }),
  }),
  route({
    method: "PATCH",
    path: "/flow_runs/{id}/labels",
    tag,
    operation: "update_flow_run_labels_flow_runs__id__labels_patch",
    params: ById,
    body: Labels,
    status: 204,
    handle: ({ params, body, context }) => context.write((tx) => flowRuns.updateFlowRunLabels(tx, params.id, body)),
  }),
];
