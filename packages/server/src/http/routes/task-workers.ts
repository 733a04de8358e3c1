import { TaskWorkerFilter, TaskWorkerResponse } from "@prefect-ts/schemas/task-worker";
import { OrNull } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { type Route, route } from "../route.ts";

export const taskWorkerRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/task_workers/filter",
    tag: "Task Workers",
    operation: "read_task_workers_task_workers_filter_post",
    body: Type.Object(
      { task_worker_filter: OrNull(TaskWorkerFilter) },
      { $id: "Body_read_task_workers_task_workers_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(TaskWorkerResponse),
    handle: async ({ body, context }) => context.taskWorkers.list(body.task_worker_filter?.task_keys),
  }),
];
