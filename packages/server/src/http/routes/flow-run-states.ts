import { State } from "@prefect-ts/schemas/state";
import { Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { readFlowRunState, readStatesOfFlowRun } from "../../models/run-states.ts";
import { HttpError } from "../../errors.ts";
import { ById } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Flow Run States";

export const flowRunStateRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/flow_run_states/{id}",
    tag,
    operation: "read_flow_run_state_flow_run_states__id__get",
    params: ById,
    response: State,
    handle: async ({ params, context }) => {
      const state = await context.read((session) => readFlowRunState(session, params.id));
      if (!state) throw new HttpError(404, "Flow run state not found");
      return state;
    },
  }),
  route({
    method: "GET",
    path: "/flow_run_states/",
    tag,
    operation: "read_flow_run_states_flow_run_states__get",
    query: Type.Object({ flow_run_id: Uuid }),
    response: Type.Array(State),
    handle: ({ query, context }) => context.read((session) => readStatesOfFlowRun(session, query.flow_run_id)),
  }),
];
