import { State } from "@prefect-ts/schemas/state";
import { Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { readTaskRunState, readStatesOfTaskRun } from "../../models/run-states.ts";
import { HttpError } from "../../errors.ts";
import { ById } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Task Run States";

export const taskRunStateRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/task_run_states/{id}",
    tag,
    operation: "read_task_run_state_task_run_states__id__get",
    params: ById,
    response: State,
    handle: async ({ params, context }) => {
      const state = await context.read((session) => readTaskRunState(session, params.id));
      if (!state) throw new HttpError(404, "Flow run state not found");
      return state;
    },
  }),
  route({
    method: "GET",
    path: "/task_run_states/",
    tag,
    operation: "read_task_run_states_task_run_states__get",
    query: Type.Object({ task_run_id: Uuid }),
    response: Type.Array(State),
    handle: ({ query, context }) => context.read((session) => readStatesOfTaskRun(session, query.task_run_id)),
  }),
];
