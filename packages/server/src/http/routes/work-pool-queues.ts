import { WorkQueueCreate, WorkQueueFilter, WorkQueueResponse, WorkQueueUpdate } from "@prefect-ts/schemas/work-queue";
import { Type } from "typebox";
import { requirePool } from "../../models/work-pools.ts";
import {
  countSlotsInPool,
  readPoolQueues,
  toQueueResponse,
  toQueueResponses,
} from "../../models/work-queue-responses.ts";
import * as queues from "../../models/work-queues.ts";
import { Limit, Offset, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";
import { refusingTakenName } from "../taken-name.ts";

const tag = "Work Pools";
const OfPool = Type.Object({ work_pool_name: Type.String() });
const InPool = Type.Object({ work_pool_name: Type.String(), name: Type.String() });

/** The braces are the reference's: its text was never filled in. */
const nameTaken = "A work queue with this name already exists in work pool {work_pool_name!r}.";

export const workPoolQueueRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/work_pools/{work_pool_name}/queues",
    tag,
    operation: "create_work_queue_work_pools__work_pool_name__queues_post",
    params: OfPool,
    body: WorkQueueCreate,
    status: 201,
    response: WorkQueueResponse,
    handle: ({ params, body, context }) =>
      refusingTakenName(nameTaken, () =>
        context.write(async (tx) => {
          const pool = await requirePool(tx, params.work_pool_name);
          return await toQueueResponse(tx, await queues.createQueue(tx, pool.id, body), countSlotsInPool);
        }),
      ),
  }),
  route({
    method: "GET",
    path: "/work_pools/{work_pool_name}/queues/{name}",
    tag,
    operation: "read_work_queue_work_pools__work_pool_name__queues__name__get",
    params: InPool,
    response: WorkQueueResponse,
    handle: ({ params, context }) =>
      context.read(async (session) => {
        const queue = await queues.requirePoolQueue(session, params.work_pool_name, params.name);
        return await toQueueResponse(session, queue, countSlotsInPool);
      }),
  }),
  route({
    method: "PATCH",
    path: "/work_pools/{work_pool_name}/queues/{name}",
    tag,
    operation: "update_work_queue_work_pools__work_pool_name__queues__name__patch",
    params: InPool,
    body: WorkQueueUpdate,
    status: 204,
    handle: ({ params, body, context }) =>
      context.write(async (tx) => {
        await requirePool(tx, params.work_pool_name);
        const queue = await queues.requirePoolQueue(tx, params.work_pool_name, params.name);
        await queues.updatePoolQueue(tx, queue, body);
      }),
  }),
  route({
    method: "DELETE",
    path: "/work_pools/{work_pool_name}/queues/{name}",
    tag,
    operation: "delete_work_queue_work_pools__work_pool_name__queues__name__delete",
    params: InPool,
    status: 204,
    handle: ({ params, context }) =>
      context.write(async (tx) => {
        await requirePool(tx, params.work_pool_name);
        await queues.deletePoolQueue(tx, await queues.requirePoolQueue(tx, params.work_pool_name, params.name));
      }),
  }),
  route({
    method: "POST",
    path: "/work_pools/{work_pool_name}/queues/filter",
    tag,
    operation: "read_work_queues_work_pools__work_pool_name__queues_filter_post",
    params: OfPool,
    body: Type.Object(
      { work_queues: Type.Optional(WorkQueueFilter), offset: Offset, limit: Limit },
      { $id: "Body_read_work_queues_work_pools__work_pool_name__queues_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(WorkQueueResponse),
    handle: ({ params, body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read(async (session) => {
        const pool = await requirePool(session, params.work_pool_name);
        const found = await readPoolQueues(session, pool.id, body.work_queues, part);
        return await toQueueResponses(session, found, countSlotsInPool);
      });
    },
  }),
];
