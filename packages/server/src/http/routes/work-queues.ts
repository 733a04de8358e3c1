import { FlowRunResponse } from "@prefect-ts/schemas/flow-run";
import { DateTime, OrNull } from "@prefect-ts/schemas/types";
import { compile } from "@prefect-ts/schemas/validation/compile";
import {
  WorkQueueConcurrencyStatus,
  WorkQueueCreate,
  WorkQueueFilter,
  WorkQueueResponse,
  WorkQueueStatusDetail,
  WorkQueueUpdate,
} from "@prefect-ts/schemas/work-queue";
import type { IncomingHttpHeaders } from "node:http";
import { Type } from "typebox";
import { createAgentQueue, readQueueByName } from "../../models/agent-queues.ts";
import { queueConcurrency } from "../../models/concurrency-status.ts";
import { toFlowRunResponse } from "../../models/flow-run-record.ts";
import { runsOfQueue } from "../../models/queue-runs.ts";
import { queueHealth } from "../../models/work-queue-health.ts";
import { recordPolls } from "../../models/work-queue-polls.ts";
import {
  countSlotsOfQueues,
  readQueues,
  toQueueResponse,
  toQueueResponses,
} from "../../models/work-queue-responses.ts";
import * as queues from "../../models/work-queues.ts";
import { HttpError, RequestInvalidError } from "../../errors.ts";
import { ById, ByName, Limit, Offset, Page, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";
import { refusingTakenName } from "../taken-name.ts";

const tag = "Work Queues";
const notFound = () => new HttpError(404, "work queue not found");

const uiHeader = compile(OrNull(Type.Boolean()));

/** The dashboard looks at what waits in a queue; that is no poll. */
function comesFromUi(headers: IncomingHttpHeaders, body: unknown): boolean {
  const result = uiHeader(headers["x-prefect-ui"] ?? null, ["header", "x-prefect-ui"]);
  if (!result.ok) throw new RequestInvalidError(result.errors, body);
  return result.value === true;
}

export const workQueueRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/work_queues/",
    tag,
    operation: "create_work_queue_work_queues__post",
    body: WorkQueueCreate,
    status: 201,
    response: WorkQueueResponse,
    handle: ({ body, context }) =>
      refusingTakenName("A work queue with this name already exists.", () =>
        context.write(async (tx) => toQueueResponse(tx, await createAgentQueue(tx, body), countSlotsOfQueues)),
      ),
  }),
  route({
    method: "PATCH",
    path: "/work_queues/{id}",
    tag,
    operation: "update_work_queue_work_queues__id__patch",
    params: ById,
    body: WorkQueueUpdate,
    status: 204,
    handle: ({ params, body, context }) =>
      context.write(async (tx) => {
        const queue = await queues.readQueueById(tx, params.id);
        if (!queue) throw new HttpError(404, `Work Queue ${params.id} not found`);
        await queues.updateQueue(tx, queue, body);
      }),
  }),
  route({
    method: "GET",
    path: "/work_queues/name/{name}",
    tag,
    operation: "read_work_queue_by_name_work_queues_name__name__get",
    params: ByName,
    response: WorkQueueResponse,
    handle: ({ params, context }) =>
      context.read(async (session) => {
        const queue = await readQueueByName(session, params.name);
        if (!queue) throw notFound();
        return await toQueueResponse(session, queue, countSlotsOfQueues);
      }),
  }),
  route({
    method: "GET",
    path: "/work_queues/{id}",
    tag,
    operation: "read_work_queue_work_queues__id__get",
    params: ById,
    response: WorkQueueResponse,
    handle: ({ params, context }) =>
      context.read(async (session) => {
        const queue = await queues.readQueueById(session, params.id);
        if (!queue) throw notFound();
        return await toQueueResponse(session, queue, countSlotsOfQueues);
      }),
  }),
  route({
    method: "POST",
    path: "/work_queues/{id}/get_runs",
    tag,
    operation: "read_work_queue_runs_work_queues__id__get_runs_post",
    params: ById,
    body: Type.Object(
      { scheduled_before: Type.Optional(DateTime), limit: Limit },
      { $id: "Body_read_work_queue_runs_work_queues__id__get_runs_post" },
    ),
    bodyRequired: false,
    response: Type.Array(FlowRunResponse),
    handle: async ({ params, body, headers, context }) => {
      const isPoll = !comesFromUi(headers, body);
      const limit = pageSize(body.limit, context);
      const runs = await context.readSnapshot((session) =>
        runsOfQueue(session, params.id, body.scheduled_before, limit),
      );
      if (isPoll) recordPolls(context, [params.id]);
      return runs.map((run) => toFlowRunResponse(run));
    },
  }),
  route({
    method: "POST",
    path: "/work_queues/filter",
    tag,
    operation: "read_work_queues_work_queues_filter_post",
    body: Type.Object(
      { offset: Offset, work_queues: OrNull(WorkQueueFilter), limit: Limit },
      { $id: "Body_read_work_queues_work_queues_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(WorkQueueResponse),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read(async (session) =>
        toQueueResponses(session, await readQueues(session, body.work_queues, part), countSlotsOfQueues),
      );
    },
  }),
  route({
    method: "DELETE",
    path: "/work_queues/{id}",
    tag,
    operation: "delete_work_queue_work_queues__id__delete",
    params: ById,
    status: 204,
    handle: ({ params, context }) =>
      context.write(async (tx) => {
        const queue = await queues.readQueueById(tx, params.id);
        if (!queue) throw notFound();
        await queues.deleteQueue(tx, queue);
      }),
  }),
  route({
    method: "POST",
    path: "/work_queues/{id}/concurrency_status",
    tag,
    operation: "read_work_queue_concurrency_status_work_queues__id__concurrency_status_post",
    params: ById,
    body: Type.Object(
      { page: Page, limit: Limit },
      { $id: "Body_read_work_queue_concurrency_status_work_queues__id__concurrency_status_post" },
    ),
    bodyRequired: false,
    response: WorkQueueConcurrencyStatus,
    handle: ({ params, body, context }) => {
      const page = { page: body.page, limit: pageSize(body.limit, context) };
      return context.read((session) => queueConcurrency(session, params.id, page));
    },
  }),
  route({
    method: "GET",
    path: "/work_queues/{id}/status",
    tag,
    operation: "read_work_queue_status_work_queues__id__status_get",
    params: ById,
    response: WorkQueueStatusDetail,
    handle: ({ params, context }) => context.read((session) => queueHealth(session, params.id)),
  }),
];
