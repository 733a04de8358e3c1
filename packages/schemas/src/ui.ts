import { type Static, type TSchema, Type } from "typebox";
import { State, StateType } from "./state.ts";
import { Constant, FlowRunResult, Parameter, TaskRunPolicy, TaskRunResult } from "./task-run.ts";
import { DateTime, Defaulted, Labels, Lazy, Nullable, OrNull, Uuid } from "./types.ts";

export const CountByState = Type.Object(
  {
    COMPLETED: Type.Integer({ default: 0 }),
    PENDING: Type.Integer({ default: 0 }),
    RUNNING: Type.Integer({ default: 0 }),
    FAILED: Type.Integer({ default: 0 }),
    CANCELLED: Type.Integer({ default: 0 }),
    CRASHED: Type.Integer({ default: 0 }),
    PAUSED: Type.Integer({ default: 0 }),
    CANCELLING: Type.Integer({ default: 0 }),
    SCHEDULED: Type.Integer({ default: 0 }),
  },
  { $id: "CountByState" },
);
export type CountByState = Static<typeof CountByState>;

/** What is wrong with a value: a message, or where inside it the wrong thing is. */
export type SchemaValueError = string | SchemaValuePropertyError | SchemaValueIndexError;

const SchemaValueErrors = Type.Array(
  Type.Union([
    Type.String(),
    Lazy<SchemaValuePropertyError>("SchemaValuePropertyError", (): TSchema => SchemaValuePropertyError),
    Lazy<SchemaValueIndexError>("SchemaValueIndexError", (): TSchema => SchemaValueIndexError),
  ]),
);

export interface SchemaValuePropertyError {
  property: string;
  errors: SchemaValueError[];
}
export const SchemaValuePropertyError = Type.Object(
  { property: Type.String(), errors: SchemaValueErrors },
  { $id: "SchemaValuePropertyError" },
);

export interface SchemaValueIndexError {
  index: number;
  errors: SchemaValueError[];
}
export const SchemaValueIndexError = Type.Object(
  { index: Type.Integer(), errors: SchemaValueErrors },
  { $id: "SchemaValueIndexError" },
);

export const SchemaValuesValidationResponse = Type.Object(
  { errors: SchemaValueErrors, valid: Type.Boolean() },
  { $id: "SchemaValuesValidationResponse" },
);
export type SchemaValuesValidationResponse = Static<typeof SchemaValuesValidationResponse>;

export const SimpleFlowRun = Type.Object(
  {
    id: Uuid,
    state_type: StateType,
    timestamp: DateTime,
    duration: Type.Number(),
    lateness: Type.Number(),
  },
  { $id: "SimpleFlowRun" },
);
export type SimpleFlowRun = Static<typeof SimpleFlowRun>;

export const SimpleNextFlowRun = Type.Object(
  {
    id: Uuid,
    flow_id: Uuid,
    name: Type.String(),
    state_name: Type.String(),
    state_type: StateType,
    next_scheduled_start_time: DateTime,
  },
  { $id: "SimpleNextFlowRun" },
);
export type SimpleNextFlowRun = Static<typeof SimpleNextFlowRun>;

export const TaskRunCount = Type.Record(Type.String(), Type.Integer(), { $id: "TaskRunCount" });
export type TaskRunCount = Static<typeof TaskRunCount>;

export const UITaskRun = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.Optional(Type.String()),
    flow_run_id: OrNull(Uuid),
    task_key: Type.String(),
    dynamic_key: Type.String(),
    cache_key: OrNull(Type.String()),
    cache_expiration: OrNull(DateTime),
    task_version: OrNull(Type.String()),
    empirical_policy: Defaulted(TaskRunPolicy),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: OrNull(Labels),
    state_id: OrNull(Uuid),
    task_inputs: Type.Record(
      Type.String(),
      Type.Array(Type.Union([TaskRunResult, FlowRunResult, Parameter, Constant])),
      { default: {} },
    ),
    state_type: OrNull(StateType),
    state_name: OrNull(Type.String()),
    run_count: Type.Integer({ default: 0 }),
    flow_run_run_count: Type.Integer({ default: 0 }),
    expected_start_time: OrNull(DateTime),
    next_scheduled_start_time: OrNull(DateTime),
    start_time: OrNull(DateTime),
    end_time: OrNull(DateTime),
    total_run_time: Type.Number({ default: 0.0 }),
    estimated_run_time: Type.Number({ default: 0.0 }),
    estimated_start_time_delta: Type.Number({ default: 0.0 }),
    state: OrNull(State),
    flow_run_name: OrNull(Type.String()),
  },
  { $id: "UITaskRun" },
);
export type UITaskRun = Static<typeof UITaskRun>;
