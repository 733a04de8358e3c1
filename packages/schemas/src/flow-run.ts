import { type Static, Type } from "typebox";
import { CreatedBy, Operator } from "./common.ts";
import { fromDeprecatedRetries } from "./run-policy.ts";
import { FlowRunOrchestrationResult, State, StateCreate, StateType } from "./state.ts";
import {
  before,
  DateTime,
  Defaulted,
  JsonObject,
  Labels,
  NewLabels,
  Nullable,
  OrNull,
  RunName,
  Uuid,
  WithDefault,
} from "./types.ts";

export const FlowRunPolicy = Type.Object(
  {
    max_retries: Type.Integer({ deprecated: true, default: 0 }),
    retry_delay_seconds: Type.Number({ deprecated: true, default: 0 }),
    retries: OrNull(Type.Integer()),
    retry_delay: OrNull(Type.Integer()),
    pause_keys: Type.Union([Type.Array(Type.String(), { uniqueItems: true }), Type.Null()], { default: [] }),
    resuming: Type.Union([Type.Boolean(), Type.Null()], { default: false }),
    retry_type: OrNull(Type.Union([Type.Literal("in_process"), Type.Literal("reschedule")])),
  },
  { $id: "FlowRunPolicy", [before]: fromDeprecatedRetries },
);
export type FlowRunPolicy = Static<typeof FlowRunPolicy>;

export const FlowRun = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.Optional(Type.String()),
    flow_id: Uuid,
    state_id: OrNull(Uuid),
    deployment_id: OrNull(Uuid),
    deployment_version: OrNull(Type.String()),
    work_queue_name: OrNull(Type.String()),
    flow_version: OrNull(Type.String()),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    idempotency_key: OrNull(Type.String()),
    context: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    empirical_policy: Defaulted(FlowRunPolicy),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: OrNull(Labels),
    parent_task_run_id: OrNull(Uuid),
    state_type: OrNull(StateType),
    state_name: OrNull(Type.String()),
    run_count: Type.Integer({ default: 0 }),
    expected_start_time: OrNull(DateTime),
    next_scheduled_start_time: OrNull(DateTime),
    start_time: OrNull(DateTime),
    end_time: OrNull(DateTime),
    total_run_time: Type.Number({ default: 0.0 }),
    estimated_run_time: Type.Number({ default: 0.0 }),
    estimated_start_time_delta: Type.Number({ default: 0.0 }),
    auto_scheduled: Type.Boolean({ default: false }),
    infrastructure_document_id: OrNull(Uuid),
    infrastructure_pid: OrNull(Type.String()),
    created_by: OrNull(CreatedBy),
    work_queue_id: OrNull(Uuid),
    state: OrNull(State),
    job_variables: OrNull(JsonObject),
  },
  { $id: "FlowRun" },
);
export type FlowRun = Static<typeof FlowRun>;

export const FlowRunBulkDeleteResponse = Type.Object(
  {
    deleted: Type.Array(Uuid, { default: [] }),
  },
  { $id: "FlowRunBulkDeleteResponse" },
);
export type FlowRunBulkDeleteResponse = Static<typeof FlowRunBulkDeleteResponse>;

export const FlowRunBulkSetStateResponse = Type.Object(
  {
    results: Type.Array(FlowRunOrchestrationResult, { default: [] }),
  },
  { $id: "FlowRunBulkSetStateResponse" },
);
export type FlowRunBulkSetStateResponse = Static<typeof FlowRunBulkSetStateResponse>;

export const FlowRunCreate = Type.Object(
  {
    state: OrNull(StateCreate),
    name: Type.Optional(RunName),
    flow_id: Uuid,
    flow_version: OrNull(Type.String()),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    context: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    parent_task_run_id: OrNull(Uuid),
    infrastructure_document_id: OrNull(Uuid),
    empirical_policy: Defaulted(FlowRunPolicy),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: NewLabels,
    idempotency_key: OrNull(Type.String()),
    work_pool_name: OrNull(Type.String()),
    work_queue_name: OrNull(Type.String()),
    job_variables: OrNull(JsonObject),
    deployment_id: OrNull(Uuid),
  },
  { $id: "FlowRunCreate", additionalProperties: false },
);
export type FlowRunCreate = Static<typeof FlowRunCreate>;

export const FlowRunFilterCreatedBy = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id_: OrNull(Type.Array(Uuid)),
    type_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowRunFilterCreatedBy", additionalProperties: false },
);
export type FlowRunFilterCreatedBy = Static<typeof FlowRunFilterCreatedBy>;

export const FlowRunFilterDeploymentId = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    any_: OrNull(Type.Array(Uuid)),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowRunFilterDeploymentId", additionalProperties: false },
);
export type FlowRunFilterDeploymentId = Static<typeof FlowRunFilterDeploymentId>;

export const FlowRunFilterEndTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowRunFilterEndTime", additionalProperties: false },
);
export type FlowRunFilterEndTime = Static<typeof FlowRunFilterEndTime>;

export const FlowRunFilterExpectedStartTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
  },
  { $id: "FlowRunFilterExpectedStartTime", additionalProperties: false },
);
export type FlowRunFilterExpectedStartTime = Static<typeof FlowRunFilterExpectedStartTime>;

export const FlowRunFilterFlowVersion = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "FlowRunFilterFlowVersion", additionalProperties: false },
);
export type FlowRunFilterFlowVersion = Static<typeof FlowRunFilterFlowVersion>;

export const FlowRunFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
    not_any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "FlowRunFilterId", additionalProperties: false },
);
export type FlowRunFilterId = Static<typeof FlowRunFilterId>;

export const FlowRunFilterIdempotencyKey = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    not_any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "FlowRunFilterIdempotencyKey", additionalProperties: false },
);
export type FlowRunFilterIdempotencyKey = Static<typeof FlowRunFilterIdempotencyKey>;

export const FlowRunFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
  },
  { $id: "FlowRunFilterName", additionalProperties: false },
);
export type FlowRunFilterName = Static<typeof FlowRunFilterName>;

export const FlowRunFilterNextScheduledStartTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
  },
  { $id: "FlowRunFilterNextScheduledStartTime", additionalProperties: false },
);
export type FlowRunFilterNextScheduledStartTime = Static<typeof FlowRunFilterNextScheduledStartTime>;

export const FlowRunFilterParentFlowRunId = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "FlowRunFilterParentFlowRunId", additionalProperties: false },
);
export type FlowRunFilterParentFlowRunId = Static<typeof FlowRunFilterParentFlowRunId>;

export const FlowRunFilterParentTaskRunId = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    any_: OrNull(Type.Array(Uuid)),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowRunFilterParentTaskRunId", additionalProperties: false },
);
export type FlowRunFilterParentTaskRunId = Static<typeof FlowRunFilterParentTaskRunId>;

export const FlowRunFilterStartTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowRunFilterStartTime", additionalProperties: false },
);
export type FlowRunFilterStartTime = Static<typeof FlowRunFilterStartTime>;

export const FlowRunFilterStateName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    not_any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "FlowRunFilterStateName", additionalProperties: false },
);
export type FlowRunFilterStateName = Static<typeof FlowRunFilterStateName>;

export const FlowRunFilterStateType = Type.Object(
  {
    any_: OrNull(Type.Array(StateType)),
    not_any_: OrNull(Type.Array(StateType)),
  },
  { $id: "FlowRunFilterStateType", additionalProperties: false },
);
export type FlowRunFilterStateType = Static<typeof FlowRunFilterStateType>;

export const FlowRunFilterState = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    type: OrNull(FlowRunFilterStateType),
    name: OrNull(FlowRunFilterStateName),
  },
  { $id: "FlowRunFilterState", additionalProperties: false },
);
export type FlowRunFilterState = Static<typeof FlowRunFilterState>;

export const FlowRunFilterTags = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    all_: OrNull(Type.Array(Type.String())),
    any_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowRunFilterTags", additionalProperties: false },
);
export type FlowRunFilterTags = Static<typeof FlowRunFilterTags>;

export const FlowRunFilterWorkQueueName = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    any_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowRunFilterWorkQueueName", additionalProperties: false },
);
export type FlowRunFilterWorkQueueName = Static<typeof FlowRunFilterWorkQueueName>;

export const FlowRunFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(FlowRunFilterId),
    name: OrNull(FlowRunFilterName),
    tags: OrNull(FlowRunFilterTags),
    deployment_id: OrNull(FlowRunFilterDeploymentId),
    work_queue_name: OrNull(FlowRunFilterWorkQueueName),
    state: OrNull(FlowRunFilterState),
    flow_version: OrNull(FlowRunFilterFlowVersion),
    start_time: OrNull(FlowRunFilterStartTime),
    end_time: OrNull(FlowRunFilterEndTime),
    expected_start_time: OrNull(FlowRunFilterExpectedStartTime),
    next_scheduled_start_time: OrNull(FlowRunFilterNextScheduledStartTime),
    parent_flow_run_id: OrNull(FlowRunFilterParentFlowRunId),
    parent_task_run_id: OrNull(FlowRunFilterParentTaskRunId),
    idempotency_key: OrNull(FlowRunFilterIdempotencyKey),
    created_by: OrNull(FlowRunFilterCreatedBy),
  },
  { $id: "FlowRunFilter", additionalProperties: false },
);
export type FlowRunFilter = Static<typeof FlowRunFilter>;

export const FlowRunResponse = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.Optional(Type.String()),
    flow_id: Uuid,
    state_id: OrNull(Uuid),
    deployment_id: OrNull(Uuid),
    deployment_version: OrNull(Type.String()),
    work_queue_id: OrNull(Uuid),
    work_queue_name: OrNull(Type.String()),
    flow_version: OrNull(Type.String()),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    idempotency_key: OrNull(Type.String()),
    context: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    empirical_policy: Defaulted(FlowRunPolicy),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.Integer(), Type.Number(), Type.String()]), {
      default: {},
    }),
    parent_task_run_id: OrNull(Uuid),
    state_type: OrNull(StateType),
    state_name: OrNull(Type.String()),
    run_count: Type.Integer({ default: 0 }),
    expected_start_time: OrNull(DateTime),
    next_scheduled_start_time: OrNull(DateTime),
    start_time: OrNull(DateTime),
    end_time: OrNull(DateTime),
    total_run_time: Type.Number({ default: 0.0 }),
    estimated_run_time: Type.Number({ default: 0.0 }),
    estimated_start_time_delta: Type.Number({ default: 0.0 }),
    auto_scheduled: Type.Boolean({ default: false }),
    infrastructure_document_id: OrNull(Uuid),
    infrastructure_pid: OrNull(Type.String()),
    created_by: OrNull(CreatedBy),
    work_pool_id: OrNull(Uuid),
    work_pool_name: OrNull(Type.String()),
    state: OrNull(State),
    job_variables: OrNull(JsonObject),
  },
  { $id: "FlowRunResponse" },
);
export type FlowRunResponse = Static<typeof FlowRunResponse>;

export const FlowRunPaginationResponse = Type.Object(
  {
    results: Type.Array(FlowRunResponse),
    count: Type.Integer(),
    limit: Type.Integer(),
    pages: Type.Integer(),
    page: Type.Integer(),
  },
  { $id: "FlowRunPaginationResponse" },
);
export type FlowRunPaginationResponse = Static<typeof FlowRunPaginationResponse>;

export const FlowRunSort = Type.Enum(
  [
    "ID_DESC",
    "START_TIME_ASC",
    "START_TIME_DESC",
    "EXPECTED_START_TIME_ASC",
    "EXPECTED_START_TIME_DESC",
    "NAME_ASC",
    "NAME_DESC",
    "NEXT_SCHEDULED_START_TIME_ASC",
    "END_TIME_DESC",
  ],
  { $id: "FlowRunSort" },
);
export type FlowRunSort = Static<typeof FlowRunSort>;

export const FlowRunUpdate = Type.Object(
  {
    name: Type.Optional(RunName),
    flow_version: Type.Optional(Nullable(Type.String())),
    parameters: Type.Optional(JsonObject),
    empirical_policy: Type.Optional(FlowRunPolicy),
    tags: Type.Optional(Type.Array(Type.String())),
    infrastructure_pid: Type.Optional(Nullable(Type.String())),
    job_variables: Type.Optional(Nullable(JsonObject)),
  },
  { $id: "FlowRunUpdate", additionalProperties: false },
);
export type FlowRunUpdate = Static<typeof FlowRunUpdate>;
