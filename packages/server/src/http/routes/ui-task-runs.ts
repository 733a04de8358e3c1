import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { OrNull } from "@prefect-ts/schemas/types";
import { CountByState, TaskRunCount, UITaskRun } from "@prefect-ts/schemas/ui";
import { WorkPoolFilter } from "@prefect-ts/schemas/work-pool";
import { WorkQueueFilter } from "@prefect-ts/schemas/work-queue";
import { Type } from "typebox";
import { readFlowRunName } from "../../models/flow-run-summaries.ts";
import { countByState, outcomesOverTime } from "../../models/task-run-counts.ts";
import { readTaskRun, toTaskRun } from "../../models/task-run-record.ts";
import { HttpError } from "../../errors.ts";
import { ById } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Task Runs";

export const uiTaskRunRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/ui/task_runs/dashboard/counts",
    tag,
    operation: "read_dashboard_task_run_counts_ui_task_runs_dashboard_counts_post",
    body: Type.Object(
      {
        task_runs: TaskRunFilter,
        flows: OrNull(FlowFilter),
        flow_runs: OrNull(FlowRunFilter),
        deployments: OrNull(DeploymentFilter),
        work_pools: OrNull(WorkPoolFilter),
        work_queues: OrNull(WorkQueueFilter),
      },
      { $id: "Body_read_dashboard_task_run_counts_ui_task_runs_dashboard_counts_post" },
    ),
    response: Type.Array(TaskRunCount),
    shared: true,
    handle: ({ body, context }) => {
      const { work_queues, ...filters } = body;
      const after = filters.task_runs.start_time?.after_;
      if (!after) throw new HttpError(422, "task_runs.start_time.after_ is required");
      return context.readWide((session) =>
        outcomesOverTime(session, { ...filters, work_pool_queues: work_queues }, after),
      );
    },
  }),
  route({
    method: "POST",
    path: "/ui/task_runs/count",
    tag,
    operation: "read_task_run_counts_by_state_ui_task_runs_count_post",
    body: Type.Object(
      {
        flows: OrNull(FlowFilter),
        flow_runs: OrNull(FlowRunFilter),
        task_runs: OrNull(TaskRunFilter),
        deployments: OrNull(DeploymentFilter),
      },
      { $id: "Body_read_task_run_counts_by_state_ui_task_runs_count_post" },
    ),
    bodyRequired: false,
    response: CountByState,
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => countByState(session, body)),
  }),
  route({
    method: "GET",
    path: "/ui/task_runs/{id}",
    tag,
    operation: "read_task_run_with_flow_run_name_ui_task_runs__id__get",
    params: ById,
    response: UITaskRun,
    shared: true,
    handle: ({ params, context }) =>
      context.readWide(async (session) => {
        const run = await readTaskRun(session, params.id);
        if (!run) throw new HttpError(404, "Task not found");
        const flowRunName = run.flow_run_id === null ? null : await readFlowRunName(session, run.flow_run_id);
        return { ...toTaskRun(run), flow_run_name: flowRunName };
      }),
  }),
];
