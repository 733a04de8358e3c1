import { HistoryResponse } from "@prefect-ts/schemas/history";
import { OrchestrationResult, StateCreate } from "@prefect-ts/schemas/state";
import {
  TaskRun,
  TaskRunCreate,
  TaskRunPaginationResponse,
  TaskRunSort,
  TaskRunUpdate,
} from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { DateTime, FloatSeconds, WithDefault } from "@prefect-ts/schemas/types";
import { fieldsSet } from "@prefect-ts/schemas/validation/compile";
import { Type } from "typebox";
import type { ServerContext } from "../../context.ts";
import { createTaskRun } from "../../models/create-task-run.ts";
import { rangeProblem, runHistory } from "../../models/run-history.ts";
import { readTaskRun, toTaskRun, toTaskRunResponse } from "../../models/task-run-record.ts";
import { setTaskRunState } from "../../models/task-run-state.ts";
import * as taskRuns from "../../models/task-runs.ts";
import { stateFromRequest } from "../../states/state.ts";
import { HttpError, RequestInvalidError } from "../../errors.ts";
import { ById, Limit, Offset, Page, pageOf, pageSize } from "../parameters.ts";
import { created } from "../reply.ts";
import { type Route, route } from "../route.ts";
import { runFilters, strictRunFilters } from "../run-filters.ts";
import { largestState, replyToTransition } from "../transition-reply.ts";

const tag = "Task Runs";
const notFound = () => new HttpError(404, "Task not found");
const { work_pools: _, ...filters } = runFilters;
const { work_pools: __, ...strictFilters } = strictRunFilters;
const sort = WithDefault(TaskRunSort, "ID_DESC");

/** How long a cache key may be is a setting, so that no schema can tell. */
function checkCacheKey(body: TaskRunCreate, context: ServerContext): void {
  const most = context.settings.get("PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH");
  if (body.cache_key === null || body.cache_key.length <= most) return;
  const given = fieldsSet(body);
  throw new RequestInvalidError(
    [
      {
        type: "value_error",
        loc: ["body", "cache_key"],
        msg: `Value error, Cache key exceeded maximum allowed length of ${most} characters.`,
        input: body.cache_key,
        ctx: { error: {} },
      },
    ],
    Object.fromEntries(Object.entries(body).filter(([field]) => given.has(field))),
  );
}

export const taskRunRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/task_runs/",
    tag,
    operation: "create_task_run_task_runs__post",
    body: TaskRunCreate,
    response: TaskRun,
    handle: async ({ body, context }) => {
      checkCacheKey(body, context);
      const { run, isNew } = await context.writeShared((tx) => createTaskRun(tx, body));
      return isNew ? created(toTaskRun(run)) : toTaskRun(run);
    },
  }),
  route({
    method: "PATCH",
    path: "/task_runs/{id}",
    tag,
    operation: "update_task_run_task_runs__id__patch",
    params: ById,
    body: TaskRunUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      if (await context.write((tx) => taskRuns.updateTaskRun(tx, params.id, body))) return;
      throw new HttpError(404, "Task run not found");
    },
  }),
  route({
    method: "POST",
    path: "/task_runs/count",
    tag,
    operation: "count_task_runs_task_runs_count_post",
    body: Type.Object(strictFilters, { $id: "Body_count_task_runs_task_runs_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => taskRuns.countTaskRuns(session, body)),
  }),
  route({
    method: "POST",
    path: "/task_runs/history",
    tag,
    operation: "task_run_history_task_runs_history_post",
    body: Type.Object(
      { history_start: DateTime, history_end: DateTime, history_interval_seconds: FloatSeconds, ...strictFilters },
      { $id: "Body_task_run_history_task_runs_history_post" },
    ),
    response: Type.Array(HistoryResponse),
    shared: true,
    handle: ({ body, context }) => {
      const { history_start: start, history_end: end, history_interval_seconds: interval, ...filter } = body;
      const range = { start, end, interval };
      const problem = rangeProblem(range);
      if (problem !== undefined) throw new HttpError(422, problem);
      return context.readWide((session) => runHistory(session, "task_run", range, filter));
    },
  }),
  route({
    method: "GET",
    path: "/task_runs/{id}",
    tag,
    operation: "read_task_run_task_runs__id__get",
    params: ById,
    response: TaskRun,
    handle: async ({ params, context }) => {
      const run = await context.read((session) => readTaskRun(session, params.id));
      if (!run) throw notFound();
      return toTaskRun(run);
    },
  }),
  route({
    method: "POST",
    path: "/task_runs/filter",
    tag,
    operation: "read_task_runs_task_runs_filter_post",
    body: Type.Object(
      { sort, offset: Offset, ...filters, limit: Limit },
      { $id: "Body_read_task_runs_task_runs_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(TaskRun),
    shared: true,
    handle: async ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      const runs = await context.readWide((session) => taskRuns.readTaskRuns(session, body, body.sort, part));
      return runs.map((run) => toTaskRun(run));
    },
  }),
  route({
    method: "POST",
    path: "/task_runs/paginate",
    tag,
    operation: "paginate_task_runs_task_runs_paginate_post",
    body: Type.Object(
      { sort, page: Page, ...filters, limit: Limit },
      { $id: "Body_paginate_task_runs_task_runs_paginate_post" },
    ),
    bodyRequired: false,
    response: TaskRunPaginationResponse,
    shared: true,
    handle: ({ body, context }) => {
      const limit = pageSize(body.limit, context);
      const part = { limit, offset: (body.page - 1) * limit };
      return context.readWide(async (session) => {
        const [runs, count] = await Promise.all([
          taskRuns.readTaskRuns(session, body, body.sort, part),
          taskRuns.countTaskRuns(session, body),
        ]);
        return pageOf(
          runs.map((run) => toTaskRunResponse(run)),
          count,
          limit,
          body.page,
        );
      });
    },
  }),
  route({
    method: "DELETE",
    path: "/task_runs/{id}",
    tag,
    operation: "delete_task_run_task_runs__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => taskRuns.deleteTaskRun(tx, params.id)))) throw notFound();
    },
  }),
  route({
    method: "POST",
    path: "/task_runs/{id}/set_state",
    tag,
    operation: "set_task_run_state_task_runs__id__set_state_post",
    params: ById,
    body: Type.Object(
      { state: StateCreate, force: Type.Boolean({ default: false }) },
      { $id: "Body_set_task_run_state_task_runs__id__set_state_post" },
    ),
    bodyLimit: largestState,
    response: OrchestrationResult,
    handle: async ({ params, body, context }) => {
      const askedAt = Timestamp.now();
      const request = { id: params.id, force: body.force };
      const result = await context.write((tx) =>
        setTaskRunState(tx, { ...request, state: stateFromRequest(body.state) }),
      );
      return replyToTransition(result, askedAt);
    },
  }),
];
