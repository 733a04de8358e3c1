import { DateTime, OrNull } from "@prefect-ts/schemas/types";
import {
  WorkPoolConcurrencyStatus,
  WorkPoolCreate,
  WorkPoolFilter,
  WorkPoolResponse,
  WorkPoolUpdate,
} from "@prefect-ts/schemas/work-pool";
import { WorkerFlowRunResponse } from "@prefect-ts/schemas/worker";
import { Type } from "typebox";
import { poolConcurrency } from "../../models/concurrency-status.ts";
import { pollPool } from "../../models/work-pool-runs.ts";
import * as pools from "../../models/work-pools.ts";
import { recordPolls } from "../../models/work-queue-polls.ts";
import { ByName, Limit, Offset, Page, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";
import { forClient } from "../work-pool-reply.ts";

const tag = "Work Pools";

export const workPoolRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/work_pools/",
    tag,
    operation: "create_work_pool_work_pools__post",
    body: WorkPoolCreate,
    status: 201,
    response: WorkPoolResponse,
    handle: async ({ body, headers, context }) =>
      forClient(await context.write((tx) => pools.createPool(tx, body)), headers),
  }),
  route({
    method: "GET",
    path: "/work_pools/{name}",
    tag,
    operation: "read_work_pool_work_pools__name__get",
    params: ByName,
    response: WorkPoolResponse,
    handle: ({ params, headers, context }) =>
      context.read(async (session) => {
        const pool = await pools.requirePool(session, params.name);
        const [response] = await pools.toPoolResponses(session, [pool]);
        return response && forClient(response, headers);
      }),
  }),
  route({
    method: "PATCH",
    path: "/work_pools/{name}",
    tag,
    operation: "update_work_pool_work_pools__name__patch",
    params: ByName,
    body: WorkPoolUpdate,
    status: 204,
    handle: ({ params, body, context }) => context.write((tx) => pools.updatePool(tx, params.name, body)),
  }),
  route({
    method: "DELETE",
    path: "/work_pools/{name}",
    tag,
    operation: "delete_work_pool_work_pools__name__delete",
    params: ByName,
    status: 204,
    handle: ({ params, context }) => context.write((tx) => pools.deletePool(tx, params.name)),
  }),
  route({
    method: "POST",
    path: "/work_pools/filter",
    tag,
    operation: "read_work_pools_work_pools_filter_post",
    body: Type.Object(
      { work_pools: OrNull(WorkPoolFilter), offset: Offset, limit: Limit },
      { $id: "Body_read_work_pools_work_pools_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(WorkPoolResponse),
    handle: ({ body, headers, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read(async (session) => {
        const found = await pools.readPools(session, body.work_pools, part);
        return (await pools.toPoolResponses(session, found)).map((pool) => forClient(pool, headers));
      });
    },
  }),
  route({
    method: "POST",
    path: "/work_pools/count",
    tag,
    operation: "count_work_pools_work_pools_count_post",
    body: Type.Object({ work_pools: OrNull(WorkPoolFilter) }, { $id: "Body_count_work_pools_work_pools_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    handle: ({ body, context }) => context.read((session) => pools.countPools(session, body.work_pools)),
  }),
  route({
    method: "POST",
    path: "/work_pools/{name}/concurrency_status",
    tag,
    operation: "read_work_pool_concurrency_status_work_pools__name__concurrency_status_post",
    params: ByName,
    body: Type.Object(
      { page: Page, flow_run_limit: Type.Integer({ minimum: 0, maximum: 200, default: 10 }), limit: Limit },
      { $id: "Body_read_work_pool_concurrency_status_work_pools__name__concurrency_status_post" },
    ),
    bodyRequired: false,
    response: WorkPoolConcurrencyStatus,
    handle: ({ params, body, context }) => {
      const page = { page: body.page, limit: pageSize(body.limit, context) };
      return context.read((session) => poolConcurrency(session, params.name, page, body.flow_run_limit));
    },
  }),
  route({
    method: "POST",
    path: "/work_pools/{name}/get_scheduled_flow_runs",
    tag,
    operation: "get_scheduled_flow_runs_work_pools__name__get_scheduled_flow_runs_post",
    params: ByName,
    body: Type.Object(
      {
        work_queue_names: Type.Optional(Type.Array(Type.String())),
        scheduled_before: Type.Optional(DateTime),
        scheduled_after: Type.Optional(DateTime),
        limit: Limit,
      },
      { $id: "Body_get_scheduled_flow_runs_work_pools__name__get_scheduled_flow_runs_post" },
    ),
    bodyRequired: false,
    response: Type.Array(WorkerFlowRunResponse),
    handle: async ({ params, body, context }) => {
      const poll = {
        queueNames: body.work_queue_names,
        after: body.scheduled_after,
        before: body.scheduled_before,
        limit: pageSize(body.limit, context),
      };
      const { runs, queues } = await context.readSnapshot((session) => pollPool(session, params.name, poll));
      recordPolls(
        context,
        queues.map(({ id }) => id),
      );
      return runs;
    },
  }),
];
