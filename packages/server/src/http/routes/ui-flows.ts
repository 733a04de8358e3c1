import { Nullable, Uuid } from "@prefect-ts/schemas/types";
import { SimpleNextFlowRun } from "@prefect-ts/schemas/ui";
import { Type } from "typebox";
import { countDeployments, nextRuns } from "../../models/flow-summaries.ts";
import { type Route, route } from "../route.ts";

const tag = "Flows";
/** The reference writes this keyword, which JSON schema does not know, and takes more. */
const flowIds = Type.Array(Uuid, { max_items: 200 });

export const uiFlowRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/ui/flows/count-deployments",
    tag,
    operation: "count_deployments_by_flow_ui_flows_count_deployments_post",
    body: Type.Object({ flow_ids: flowIds }, { $id: "Body_count_deployments_by_flow_ui_flows_count_deployments_post" }),
    response: Type.Record(Type.String(), Type.Integer()),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => countDeployments(session, body.flow_ids)),
  }),
  route({
    method: "POST",
    path: "/ui/flows/next-runs",
    tag,
    operation: "next_runs_by_flow_ui_flows_next_runs_post",
    body: Type.Object({ flow_ids: flowIds }, { $id: "Body_next_runs_by_flow_ui_flows_next_runs_post" }),
    response: Type.Record(Type.String(), Nullable(SimpleNextFlowRun)),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => nextRuns(session, body.flow_ids)),
  }),
];
