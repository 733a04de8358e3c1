import { type Static, Type } from "typebox";
import { StateType } from "./state.ts";
import { DateTime, Nullable, Uuid } from "./types.ts";

/** Why a flow run waits; the codes are what programs go by. */
export const WaitCode = Type.Union([
  Type.Literal("scheduled_later"),
  Type.Literal("parent_paused"),
  Type.Literal("paused"),
  Type.Literal("cancelling"),
  Type.Literal("starting"),
  Type.Literal("awaiting_deployment_slot"),
  Type.Literal("deployment_limit_full"),
  Type.Literal("nobody_starts_it"),
  Type.Literal("deployment_not_served"),
  Type.Literal("work_pool_paused"),
  Type.Literal("work_queue_paused"),
  Type.Literal("no_worker"),
  Type.Literal("work_queue_not_polled"),
  Type.Literal("work_pool_limit_full"),
  Type.Literal("work_queue_limit_full"),
  Type.Literal("runs_ahead"),
  Type.Literal("due"),
  Type.Literal("late"),
]);
export type WaitCode = Static<typeof WaitCode>;

/** A thing that has to do with it: `kind` as events name it. */
export const ExplainedResource = Type.Object(
  { kind: Type.String(), id: Uuid, name: Type.String() },
  { $id: "ExplainedResource" },
);
export type ExplainedResource = Static<typeof ExplainedResource>;

export const WaitReason = Type.Object(
  {
    code: WaitCode,
    message: Type.String(),
    /** What to do about it. */
    action: Type.String(),
    /** Since when, or for what lies ahead until when, as far as that is known. */
    at: Nullable(DateTime),
    resource: Nullable(ExplainedResource),
    /** The first of the flow runs that are in the way. */
    held_by: Type.Array(ExplainedResource),
  },
  { $id: "WaitReason" },
);
export type WaitReason = Static<typeof WaitReason>;

/** Why a flow run is not running, the first thing to look at first. Of prefect-ts alone. */
export const FlowRunExplanation = Type.Object(
  {
    flow_run_id: Uuid,
    name: Type.String(),
    state_type: Nullable(StateType),
    state_name: Nullable(Type.String()),
    is_waiting: Type.Boolean(),
    summary: Type.String(),
    reasons: Type.Array(WaitReason),
  },
  { $id: "FlowRunExplanation" },
);
export type FlowRunExplanation = Static<typeof FlowRunExplanation>;
