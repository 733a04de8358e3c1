import { type Static, Type } from "typebox";
import { Operator } from "./common.ts";
import { State, StateCreate, StateType } from "./state.ts";
import { fromDeprecatedRetries } from "./run-policy.ts";
import {
  before,
  check,
  DateTime,
  Defaulted,
  Labels,
  NewLabels,
  Nullable,
  OrNull,
  RunName,
  Uuid,
  WithDefault,
} from "./types.ts";

export const Constant = Type.Object(
  {
    input_type: Type.Literal("constant", { default: "constant" }),
    type: Type.String(),
  },
  { $id: "Constant" },
);
export type Constant = Static<typeof Constant>;

export const FlowRunResult = Type.Object(
  {
    input_type: Type.Literal("flow_run", { default: "flow_run" }),
    id: Uuid,
  },
  { $id: "FlowRunResult" },
);
export type FlowRunResult = Static<typeof FlowRunResult>;

export const Parameter = Type.Object(
  {
    input_type: Type.Literal("parameter", { default: "parameter" }),
    name: Type.String(),
  },
  { $id: "Parameter" },
);
export type Parameter = Static<typeof Parameter>;

export const TaskRunPolicy = Type.Object(
  {
    max_retries: Type.Integer({ deprecated: true, default: 0 }),
    retry_delay_seconds: Type.Number({ deprecated: true, default: 0 }),
    retries: OrNull(Type.Integer()),
    retry_delay: Type.Union(
      [Type.Integer(), Type.Number(), Type.Array(Type.Integer()), Type.Array(Type.Number()), Type.Null()],
      {
        default: null,
        [check]: (delay: unknown) =>
          Array.isArray(delay) && delay.length > 50
            ? "Can not configure more than 50 retry delays per task."
            : undefined,
      },
    ),
    retry_jitter_factor: {
      ...OrNull(Type.Number()),
      [check]: (factor: number | null) =>
        factor !== null && factor < 0 ? "`retry_jitter_factor` must be >= 0." : undefined,
    },
  },
  { $id: "TaskRunPolicy", [before]: fromDeprecatedRetries },
);
export type TaskRunPolicy = Static<typeof TaskRunPolicy>;

export const TaskRunResult = Type.Object(
  {
    input_type: Type.Literal("task_run", { default: "task_run" }),
    id: Uuid,
  },
  { $id: "TaskRunResult" },
);
export type TaskRunResult = Static<typeof TaskRunResult>;

export const TaskRun = Type.Object(
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
  },
  { $id: "TaskRun" },
);
export type TaskRun = Static<typeof TaskRun>;

export const TaskRunCreate = Type.Object(
  {
    id: OrNull(Uuid),
    state: OrNull(StateCreate),
    name: Type.Optional(RunName),
    flow_run_id: OrNull(Uuid),
    task_key: Type.String(),
    dynamic_key: Type.String(),
    cache_key: OrNull(Type.String()),
    cache_expiration: OrNull(DateTime),
    task_version: OrNull(Type.String()),
    empirical_policy: Defaulted(TaskRunPolicy),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: NewLabels,
    task_inputs: Type.Record(
      Type.String(),
      Type.Array(Type.Union([TaskRunResult, FlowRunResult, Parameter, Constant])),
      { default: {} },
    ),
  },
  { $id: "TaskRunCreate", additionalProperties: false },
);
export type TaskRunCreate = Static<typeof TaskRunCreate>;

export const TaskRunFilterEndTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "TaskRunFilterEndTime", additionalProperties: false },
);
export type TaskRunFilterEndTime = Static<typeof TaskRunFilterEndTime>;

export const TaskRunFilterExpectedStartTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
  },
  { $id: "TaskRunFilterExpectedStartTime", additionalProperties: false },
);
export type TaskRunFilterExpectedStartTime = Static<typeof TaskRunFilterExpectedStartTime>;

export const TaskRunFilterFlowRunId = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    any_: OrNull(Type.Array(Uuid)),
    is_null_: Type.Union([Type.Boolean(), Type.Null()], { default: false }),
  },
  { $id: "TaskRunFilterFlowRunId", additionalProperties: false },
);
export type TaskRunFilterFlowRunId = Static<typeof TaskRunFilterFlowRunId>;

export const TaskRunFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "TaskRunFilterId", additionalProperties: false },
);
export type TaskRunFilterId = Static<typeof TaskRunFilterId>;

export const TaskRunFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
  },
  { $id: "TaskRunFilterName", additionalProperties: false },
);
export type TaskRunFilterName = Static<typeof TaskRunFilterName>;

export const TaskRunFilterStartTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "TaskRunFilterStartTime", additionalProperties: false },
);
export type TaskRunFilterStartTime = Static<typeof TaskRunFilterStartTime>;

export const TaskRunFilterStateName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "TaskRunFilterStateName", additionalProperties: false },
);
export type TaskRunFilterStateName = Static<typeof TaskRunFilterStateName>;

export const TaskRunFilterStateType = Type.Object(
  {
    any_: OrNull(Type.Array(StateType)),
  },
  { $id: "TaskRunFilterStateType", additionalProperties: false },
);
export type TaskRunFilterStateType = Static<typeof TaskRunFilterStateType>;

export const TaskRunFilterState = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    type: OrNull(TaskRunFilterStateType),
    name: OrNull(TaskRunFilterStateName),
  },
  { $id: "TaskRunFilterState", additionalProperties: false },
);
export type TaskRunFilterState = Static<typeof TaskRunFilterState>;

export const TaskRunFilterSubFlowRuns = Type.Object(
  {
    exists_: OrNull(Type.Boolean()),
  },
  { $id: "TaskRunFilterSubFlowRuns", additionalProperties: false },
);
export type TaskRunFilterSubFlowRuns = Static<typeof TaskRunFilterSubFlowRuns>;

export const TaskRunFilterTags = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    all_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "TaskRunFilterTags", additionalProperties: false },
);
export type TaskRunFilterTags = Static<typeof TaskRunFilterTags>;

export const TaskRunFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(TaskRunFilterId),
    name: OrNull(TaskRunFilterName),
    tags: OrNull(TaskRunFilterTags),
    state: OrNull(TaskRunFilterState),
    start_time: OrNull(TaskRunFilterStartTime),
    end_time: OrNull(TaskRunFilterEndTime),
    expected_start_time: OrNull(TaskRunFilterExpectedStartTime),
    subflow_runs: OrNull(TaskRunFilterSubFlowRuns),
    flow_run_id: OrNull(TaskRunFilterFlowRunId),
  },
  { $id: "TaskRunFilter", additionalProperties: false },
);
export type TaskRunFilter = Static<typeof TaskRunFilter>;

export const TaskRunResponse = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.Optional(Type.String()),
    flow_run_id: OrNull(Uuid),
    task_key: Type.String(),
    state_id: OrNull(Uuid),
    state: OrNull(State),
    task_version: OrNull(Type.String()),
    task_inputs: Type.Record(
      Type.String(),
      Type.Array(Type.Union([TaskRunResult, FlowRunResult, Parameter, Constant])),
      { default: {} },
    ),
    empirical_policy: Defaulted(TaskRunPolicy),
    tags: Type.Array(Type.String(), { default: [] }),
    start_time: OrNull(DateTime),
    end_time: OrNull(DateTime),
    total_run_time: Type.Number({ default: 0.0 }),
    estimated_run_time: Type.Number({ default: 0.0 }),
    estimated_start_time_delta: Type.Number({ default: 0.0 }),
  },
  { $id: "TaskRunResponse" },
);
export type TaskRunResponse = Static<typeof TaskRunResponse>;

export const TaskRunPaginationResponse = Type.Object(
  {
    results: Type.Array(TaskRunResponse),
    count: Type.Integer(),
    limit: Type.Integer(),
    pages: Type.Integer(),
    page: Type.Integer(),
  },
  { $id: "TaskRunPaginationResponse" },
);
export type TaskRunPaginationResponse = Static<typeof TaskRunPaginationResponse>;

export const TaskRunSort = Type.Enum(
  [
    "ID_DESC",
    "EXPECTED_START_TIME_ASC",
    "EXPECTED_START_TIME_DESC",
    "NAME_ASC",
    "NAME_DESC",
    "NEXT_SCHEDULED_START_TIME_ASC",
    "END_TIME_DESC",
  ],
  { $id: "TaskRunSort" },
);
export type TaskRunSort = Static<typeof TaskRunSort>;

export const TaskRunUpdate = Type.Object(
  {
    name: Type.Optional(RunName),
  },
  { $id: "TaskRunUpdate", additionalProperties: false },
);
export type TaskRunUpdate = Static<typeof TaskRunUpdate>;
