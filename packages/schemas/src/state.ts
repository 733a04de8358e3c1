import { type Static, Type } from "typebox";
import { DateTime, Defaulted, Json, Nullable, OrNull, Uuid } from "./types.ts";

export const SetStateStatus = Type.Enum(["ACCEPT", "REJECT", "ABORT", "WAIT"], { $id: "SetStateStatus" });
export type SetStateStatus = Static<typeof SetStateStatus>;

export const StateDetails = Type.Object(
  {
    flow_run_id: OrNull(Uuid),
    task_run_id: OrNull(Uuid),
    child_flow_run_id: OrNull(Uuid),
    scheduled_time: OrNull(DateTime),
    cache_key: OrNull(Type.String()),
    cache_expiration: OrNull(DateTime),
    deferred: Type.Union([Type.Boolean(), Type.Null()], { default: false }),
    untrackable_result: Type.Boolean({ default: false }),
    pause_timeout: OrNull(DateTime),
    pause_reschedule: Type.Boolean({ default: false }),
    pause_key: OrNull(Type.String()),
    run_input_keyset: OrNull(Type.Record(Type.String(), Type.String())),
    refresh_cache: OrNull(Type.Boolean()),
    retriable: OrNull(Type.Boolean()),
    transition_id: OrNull(Uuid),
    task_parameters_id: OrNull(Uuid),
    traceparent: OrNull(Type.String()),
    deployment_concurrency_lease_id: OrNull(Uuid),
  },
  { $id: "StateDetails" },
);
export type StateDetails = Static<typeof StateDetails>;

export const StateType = Type.Enum(
  ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING"],
  { $id: "StateType" },
);
export type StateType = Static<typeof StateType>;

/** Of states in which a run has ended. */
export const terminalTypes: readonly StateType[] = ["COMPLETED", "CANCELLED", "FAILED", "CRASHED"];

export const State = Type.Object(
  {
    id: Uuid,
    type: StateType,
    name: OrNull(Type.String()),
    timestamp: Type.Optional(DateTime),
    message: OrNull(Type.String()),
    data: OrNull(Json),
    state_details: Defaulted(StateDetails),
  },
  { $id: "State" },
);
export type State = Static<typeof State>;

export const StateAbortDetails = Type.Object(
  {
    type: Type.Literal("abort_details", { default: "abort_details" }),
    reason: OrNull(Type.String()),
  },
  { $id: "StateAbortDetails" },
);
export type StateAbortDetails = Static<typeof StateAbortDetails>;

export const StateAcceptDetails = Type.Object(
  {
    type: Type.Literal("accept_details", { default: "accept_details" }),
  },
  { $id: "StateAcceptDetails" },
);
export type StateAcceptDetails = Static<typeof StateAcceptDetails>;

export const StateRejectDetails = Type.Object(
  {
    type: Type.Literal("reject_details", { default: "reject_details" }),
    reason: OrNull(Type.String()),
  },
  { $id: "StateRejectDetails" },
);
export type StateRejectDetails = Static<typeof StateRejectDetails>;

export const StateWaitDetails = Type.Object(
  {
    type: Type.Literal("wait_details", { default: "wait_details" }),
    delay_seconds: Type.Integer(),
    reason: OrNull(Type.String()),
  },
  { $id: "StateWaitDetails" },
);
export type StateWaitDetails = Static<typeof StateWaitDetails>;

export const FlowRunOrchestrationResult = Type.Object(
  {
    flow_run_id: Uuid,
    status: SetStateStatus,
    state: OrNull(State),
    details: Type.Union([StateAcceptDetails, StateWaitDetails, StateRejectDetails, StateAbortDetails]),
  },
  { $id: "FlowRunOrchestrationResult" },
);
export type FlowRunOrchestrationResult = Static<typeof FlowRunOrchestrationResult>;

export const OrchestrationResult = Type.Object(
  {
    state: Nullable(State),
    status: SetStateStatus,
    details: Type.Union([StateAcceptDetails, StateWaitDetails, StateRejectDetails, StateAbortDetails]),
  },
  { $id: "OrchestrationResult" },
);
export type OrchestrationResult = Static<typeof OrchestrationResult>;

export const StateCreate = Type.Object(
  {
    type: StateType,
    name: OrNull(Type.String()),
    message: OrNull(Type.String()),
    data: OrNull(Json),
    state_details: Defaulted(StateDetails),
  },
  { $id: "StateCreate", additionalProperties: false },
);
export type StateCreate = Static<typeof StateCreate>;
