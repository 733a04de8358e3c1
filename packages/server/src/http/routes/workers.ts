import { OrNull } from "@prefect-ts/schemas/types";
import { WorkerFilter, WorkerResponse } from "@prefect-ts/schemas/worker";
import { Type } from "typebox";
import * as workers from "../../models/workers.ts";
import { Limit, Offset, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Work Pools";

export const workerRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/work_pools/{work_pool_name}/workers/heartbeat",
    tag,
    operation: "worker_heartbeat_work_pools__work_pool_name__workers_heartbeat_post",
    params: Type.Object({ work_pool_name: Type.String() }),
    body: Type.Object(
      { name: Type.String(), heartbeat_interval_seconds: OrNull(Type.Integer()) },
      { $id: "Body_worker_heartbeat_work_pools__work_pool_name__workers_heartbeat_post" },
    ),
    status: 204,
    handle: ({ params, body, context }) =>
      context.write((tx) => workers.recordHeartbeat(tx, params.work_pool_name, body)),
  }),
  route({
    method: "POST",
    path: "/work_pools/{work_pool_name}/workers/filter",
    tag,
    operation: "read_workers_work_pools__work_pool_name__workers_filter_post",
    params: Type.Object({ work_pool_name: Type.String() }),
    body: Type.Object(
      { workers: OrNull(WorkerFilter), offset: Offset, limit: Limit },
      { $id: "Body_read_workers_work_pools__work_pool_name__workers_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(WorkerResponse),
    handle: ({ params, body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => workers.readWorkers(session, params.work_pool_name, body.workers, part));
    },
  }),
  route({
    method: "DELETE",
    path: "/work_pools/{work_pool_name}/workers/{name}",
    tag,
    operation: "delete_worker_work_pools__work_pool_name__workers__name__delete",
    params: Type.Object({ work_pool_name: Type.String(), name: Type.String() }),
    status: 204,
    handle: ({ params, context }) =>
      context.write((tx) => workers.deleteWorker(tx, params.work_pool_name, params.name)),
  }),
];
