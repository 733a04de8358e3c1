import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { FlowRunFilter, FlowRunSort } from "@prefect-ts/schemas/flow-run";
import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { Uuid, WithDefault } from "@prefect-ts/schemas/types";
import { SimpleFlowRun } from "@prefect-ts/schemas/ui";
import { WorkPoolFilter } from "@prefect-ts/schemas/work-pool";
import { Type } from "typebox";
import { countTaskRunsOf, flowRunPoints } from "../../models/flow-run-summaries.ts";
import { Offset } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Flow Runs";
const mostPoints = 1000;

export const uiFlowRunRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/ui/flow_runs/history",
    tag,
    operation: "read_flow_run_history_ui_flow_runs_history_post",
    body: Type.Object(
      {
        sort: WithDefault(FlowRunSort, "EXPECTED_START_TIME_DESC"),
        limit: Type.Integer({ maximum: mostPoints, default: mostPoints }),
        offset: Offset,
        flows: Type.Optional(FlowFilter),
        flow_runs: Type.Optional(FlowRunFilter),
        task_runs: Type.Optional(TaskRunFilter),
        deployments: Type.Optional(DeploymentFilter),
        work_pools: Type.Optional(WorkPoolFilter),
      },
      { $id: "Body_read_flow_run_history_ui_flow_runs_history_post" },
    ),
    bodyRequired: false,
    response: Type.Array(SimpleFlowRun),
    shared: true,
    handle: ({ body, context }) => {
      const { sort, limit, offset, ...filters } = body;
      const part = { limit: limit < 0 ? mostPoints : limit, offset };
      return context.readWide((session) => flowRunPoints(session, filters, sort, part));
    },
  }),
  route({
    method: "POST",
    path: "/ui/flow_runs/count-task-runs",
    tag,
    operation: "count_task_runs_by_flow_run_ui_flow_runs_count_task_runs_post",
    body: Type.Object(
      // The reference writes this keyword, which JSON schema does not know, and takes more.
      { flow_run_ids: Type.Array(Uuid, { max_items: 200 }) },
      { $id: "Body_count_task_runs_by_flow_run_ui_flow_runs_count_task_runs_post" },
    ),
    response: Type.Record(Type.String(), Type.Integer()),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => countTaskRunsOf(session, body.flow_run_ids)),
  }),
];
