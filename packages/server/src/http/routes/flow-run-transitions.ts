import { FlowRunBulkSetStateResponse, FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { OrchestrationResult, StateCreate } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { JsonObject, OrNull } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { readFlowRuns, setFlowRunState } from "../../models/flow-runs.ts";
import { resumeFlowRun } from "../../models/resume-flow-run.ts";
import type { TransitionResult } from "../../orchestration/transition.ts";
import { stateFromRequest } from "../../states/state.ts";
import { ById } from "../parameters.ts";
import { requesterOf } from "../requester.ts";
import { type Route, route } from "../route.ts";
import { largestState, replyToTransition } from "../transition-reply.ts";

const tag = "Flow Runs";
export const flowRunTransitionRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/flow_runs/{id}/set_state",
    tag,
    operation: "set_flow_run_state_flow_runs__id__set_state_post",
    params: ById,
    body: Type.Object(
      { state: StateCreate, force: Type.Boolean({ default: false }) },
      { $id: "Body_set_flow_run_state_flow_runs__id__set_state_post" },
    ),
    bodyLimit: largestState,
    response: OrchestrationResult,
    handle: async ({ params, body, headers, context }) => {
      const askedAt = Timestamp.now();
      const request = { id: params.id, force: body.force, requester: requesterOf(headers) };
      const result = await context.write((tx) =>
        setFlowRunState(tx, { ...request, state: stateFromRequest(body.state) }),
      );
      return replyToTransition(result, askedAt);
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/bulk_set_state",
    tag,
    operation: "bulk_set_flow_run_state_flow_runs_bulk_set_state_post",
    body: Type.Object(
      {
        flow_runs: OrNull(FlowRunFilter),
        state: StateCreate,
        force: Type.Boolean({ default: false }),
        limit: Type.Integer({ minimum: 1, maximum: 50, default: 50 }),
      },
      { $id: "Body_bulk_set_flow_run_state_flow_runs_bulk_set_state_post" },
    ),
    bodyLimit: largestState,
    response: FlowRunBulkSetStateResponse,
    handle: async ({ body, headers, context }) => {
      const part = { limit: body.limit, offset: 0 };
      const runs = await context.read((session) =>
        readFlowRuns(session, { flow_runs: body.flow_runs }, "ID_DESC", part),
      );
      const setState = (id: string): Promise<TransitionResult> =>
        context
          .write((tx) =>
            setFlowRunState(tx, {
              id,
              state: stateFromRequest(body.state),
              force: body.force,
              requester: requesterOf(headers),
            }),
          )
          .catch((error: unknown) => ({
            state: null,
            status: "ABORT",
            details: { type: "abort_details", reason: error instanceof Error ? error.message : String(error) },
          }));
      return { results: await Promise.all(runs.map(async ({ id }) => ({ flow_run_id: id, ...(await setState(id)) }))) };
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/{id}/resume",
    tag,
    operation: "resume_flow_run_flow_runs__id__resume_post",
    params: ById,
    body: Type.Object({ run_input: OrNull(JsonObject) }, { $id: "Body_resume_flow_run_flow_runs__id__resume_post" }),
    bodyRequired: false,
    response: OrchestrationResult,
    handle: async ({ params, body, headers, context }) => {
      const askedAt = Timestamp.now();
      const result = await context.write((tx) =>
        resumeFlowRun(tx, { id: params.id, runInput: body.run_input, requester: requesterOf(headers) }),
      );
      return replyToTransition(result, askedAt);
    },
  }),
];
