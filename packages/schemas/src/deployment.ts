import { type Static, Type } from "typebox";
import { CreatedBy, Operator, UpdatedBy } from "./common.ts";
import { ConcurrencyOptions } from "./concurrency-options.ts";
import { DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate } from "./deployment-schedule.ts";
import { FlowRunPolicy } from "./flow-run.ts";
import { GlobalConcurrencyLimitResponse } from "./global-concurrency-limit.ts";
import { StateCreate } from "./state.ts";
import {
  before,
  check,
  DateTime,
  Defaulted,
  JsonObject,
  Labels,
  Nullable,
  OrNull,
  RunName,
  Uuid,
  WithDefault,
} from "./types.ts";
import { isJsonObject } from "./validation/record.ts";

export const DeploymentBulkDeleteResponse = Type.Object(
  {
    deleted: Type.Array(Uuid, { default: [] }),
  },
  { $id: "DeploymentBulkDeleteResponse" },
);
export type DeploymentBulkDeleteResponse = Static<typeof DeploymentBulkDeleteResponse>;

export const VersionInfo = Type.Object(
  {
    type: Type.String(),
    version: Type.String(),
  },
  { $id: "VersionInfo" },
);
export type VersionInfo = Static<typeof VersionInfo>;

/** A schema of parameters; an empty one is that of no parameters. */
const ParameterSchema = Type.Unsafe<Record<string, unknown> | null>({
  ...Nullable(JsonObject),
  [before]: (input: unknown) =>
    isJsonObject(input) && Object.keys(input).length === 0 ? { type: "object", properties: {} } : input,
});

const nameComplaint = (name: string) =>
  /[/%&><]/.test(name)
    ? {
        type: "string_pattern_mismatch",
        msg: "String should match pattern '^[^/%&><]*$'",
        ctx: { pattern: "^[^/%&><]*$" },
      }
    : undefined;

function refuseTwoLimits(input: unknown): unknown {
  if (isJsonObject(input) && input["concurrency_limit"] && input["global_concurrency_limit_id"]) {
    throw new Error("A deployment cannot have both a concurrency limit and a global concurrency limit.");
  }
  return input;
}

/** Fields that clients of Prefect 2 still send. */
const oldFields = new Set([
  "worker_pool_queue_id",
  "worker_pool_name",
  "worker_pool_queue_name",
  "work_pool_queue_name",
]);

const withoutOldFields = (input: unknown): unknown =>
  isJsonObject(input) && Object.keys(input).some((key) => oldFields.has(key))
    ? Object.fromEntries(Object.entries(input).filter(([key]) => !oldFields.has(key)))
    : input;

export const DeploymentCreate = Type.Object(
  {
    name: Type.String({ [check]: nameComplaint }),
    flow_id: Uuid,
    paused: Type.Boolean({ default: false }),
    schedules: Type.Array(DeploymentScheduleCreate, { default: [] }),
    concurrency_limit: OrNull(Type.Integer({ exclusiveMinimum: 0 })),
    concurrency_options: OrNull(ConcurrencyOptions),
    global_concurrency_limit_id: OrNull(Uuid),
    enforce_parameter_schema: Type.Boolean({ default: true }),
    parameter_openapi_schema: Type.Optional(ParameterSchema),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: Type.Union([Labels, Type.Null()], { default: {} }),
    pull_steps: OrNull(Type.Array(JsonObject)),
    work_queue_name: OrNull(Type.String()),
    work_pool_name: OrNull(Type.String()),
    storage_document_id: OrNull(Uuid),
    infrastructure_document_id: OrNull(Uuid),
    description: OrNull(Type.String()),
    path: OrNull(Type.String()),
    version: OrNull(Type.String()),
    entrypoint: OrNull(Type.String()),
    job_variables: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    version_info: OrNull(VersionInfo),
  },
  { $id: "DeploymentCreate", additionalProperties: false, [before]: [refuseTwoLimits, withoutOldFields] },
);
export type DeploymentCreate = Static<typeof DeploymentCreate>;

export const DeploymentFilterConcurrencyLimit = Type.Object(
  {
    ge_: OrNull(Type.Integer()),
    le_: OrNull(Type.Integer()),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "DeploymentFilterConcurrencyLimit", additionalProperties: false },
);
export type DeploymentFilterConcurrencyLimit = Static<typeof DeploymentFilterConcurrencyLimit>;

export const DeploymentFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
    not_any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "DeploymentFilterId", additionalProperties: false },
);
export type DeploymentFilterId = Static<typeof DeploymentFilterId>;

export const DeploymentFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
  },
  { $id: "DeploymentFilterName", additionalProperties: false },
);
export type DeploymentFilterName = Static<typeof DeploymentFilterName>;

export const DeploymentFilterPaused = Type.Object(
  {
    eq_: OrNull(Type.Boolean()),
  },
  { $id: "DeploymentFilterPaused", additionalProperties: false },
);
export type DeploymentFilterPaused = Static<typeof DeploymentFilterPaused>;

export const DeploymentFilterTags = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    all_: OrNull(Type.Array(Type.String())),
    any_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "DeploymentFilterTags", additionalProperties: false },
);
export type DeploymentFilterTags = Static<typeof DeploymentFilterTags>;

export const DeploymentFilterWorkQueueName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "DeploymentFilterWorkQueueName", additionalProperties: false },
);
export type DeploymentFilterWorkQueueName = Static<typeof DeploymentFilterWorkQueueName>;

export const DeploymentOrFlowNameFilter = Type.Object(
  {
    like_: OrNull(Type.String()),
  },
  { $id: "DeploymentOrFlowNameFilter", additionalProperties: false },
);
export type DeploymentOrFlowNameFilter = Static<typeof DeploymentOrFlowNameFilter>;

export const DeploymentFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(DeploymentFilterId),
    name: OrNull(DeploymentFilterName),
    flow_or_deployment_name: OrNull(DeploymentOrFlowNameFilter),
    paused: OrNull(DeploymentFilterPaused),
    tags: OrNull(DeploymentFilterTags),
    work_queue_name: OrNull(DeploymentFilterWorkQueueName),
    concurrency_limit: OrNull(DeploymentFilterConcurrencyLimit),
  },
  { $id: "DeploymentFilter", additionalProperties: false },
);
export type DeploymentFilter = Static<typeof DeploymentFilter>;

export const DeploymentFlowRunCreate = Type.Object(
  {
    state: OrNull(StateCreate),
    name: Type.Optional(RunName),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    enforce_parameter_schema: OrNull(Type.Boolean()),
    context: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    infrastructure_document_id: OrNull(Uuid),
    empirical_policy: Defaulted(FlowRunPolicy),
    tags: Type.Array(Type.String(), { default: [] }),
    idempotency_key: OrNull(Type.String()),
    labels: OrNull(Labels),
    parent_task_run_id: OrNull(Uuid),
    work_queue_name: OrNull(Type.String()),
    job_variables: Type.Union([JsonObject, Type.Null()], { default: {} }),
  },
  { $id: "DeploymentFlowRunCreate", additionalProperties: false },
);
export type DeploymentFlowRunCreate = Static<typeof DeploymentFlowRunCreate>;

export const DeploymentStatus = Type.Enum(["READY", "NOT_READY"], { $id: "DeploymentStatus" });
export type DeploymentStatus = Static<typeof DeploymentStatus>;

export const DeploymentResponse = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String(),
    version: OrNull(Type.String()),
    description: OrNull(Type.String()),
    flow_id: Uuid,
    paused: Type.Boolean({ default: false }),
    schedules: Type.Array(DeploymentSchedule, { default: [] }),
    concurrency_limit: OrNull(Type.Integer()),
    global_concurrency_limit: OrNull(GlobalConcurrencyLimitResponse),
    concurrency_options: OrNull(ConcurrencyOptions),
    job_variables: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    parameters: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.Integer(), Type.Number(), Type.String()]), {
      default: {},
    }),
    work_queue_name: OrNull(Type.String()),
    work_queue_id: OrNull(Uuid),
    last_polled: OrNull(DateTime),
    parameter_openapi_schema: OrNull(JsonObject),
    path: OrNull(Type.String()),
    pull_steps: OrNull(Type.Array(JsonObject)),
    entrypoint: OrNull(Type.String()),
    storage_document_id: OrNull(Uuid),
    infrastructure_document_id: OrNull(Uuid),
    created_by: OrNull(CreatedBy),
    updated_by: OrNull(UpdatedBy),
    work_pool_name: OrNull(Type.String()),
    status: Type.Union([DeploymentStatus, Type.Null()], { default: "NOT_READY" }),
    enforce_parameter_schema: Type.Boolean({ default: true }),
  },
  { $id: "DeploymentResponse" },
);
export type DeploymentResponse = Static<typeof DeploymentResponse>;

export const DeploymentPaginationResponse = Type.Object(
  {
    results: Type.Array(DeploymentResponse),
    count: Type.Integer(),
    limit: Type.Integer(),
    pages: Type.Integer(),
    page: Type.Integer(),
  },
  { $id: "DeploymentPaginationResponse" },
);
export type DeploymentPaginationResponse = Static<typeof DeploymentPaginationResponse>;

export const DeploymentSort = Type.Enum(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"], {
  $id: "DeploymentSort",
});
export type DeploymentSort = Static<typeof DeploymentSort>;

export const DeploymentUpdate = Type.Object(
  {
    version: Type.Optional(Nullable(Type.String())),
    description: Type.Optional(Nullable(Type.String())),
    paused: Type.Boolean({ default: false }),
    schedules: Type.Optional(Type.Array(DeploymentScheduleUpdate)),
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
    concurrency_options: Type.Optional(Nullable(ConcurrencyOptions)),
    global_concurrency_limit_id: Type.Optional(Nullable(Uuid)),
    parameters: Type.Optional(Nullable(JsonObject)),
    parameter_openapi_schema: Type.Optional(ParameterSchema),
    tags: Type.Optional(Type.Array(Type.String())),
    work_queue_name: Type.Optional(Nullable(Type.String())),
    work_pool_name: Type.Optional(Nullable(Type.String())),
    path: Type.Optional(Nullable(Type.String())),
    job_variables: Type.Optional(Nullable(JsonObject)),
    pull_steps: Type.Optional(Nullable(Type.Array(JsonObject))),
    entrypoint: Type.Optional(Nullable(Type.String())),
    storage_document_id: Type.Optional(Nullable(Uuid)),
    infrastructure_document_id: Type.Optional(Nullable(Uuid)),
    enforce_parameter_schema: Type.Optional(Nullable(Type.Boolean())),
    version_info: Type.Optional(Nullable(VersionInfo)),
  },
  { $id: "DeploymentUpdate", additionalProperties: false, [before]: [refuseTwoLimits, withoutOldFields] },
);
export type DeploymentUpdate = Static<typeof DeploymentUpdate>;

export const FlowRunCreateResult = Type.Object(
  {
    flow_run_id: OrNull(Uuid),
    status: Type.Enum(["CREATED", "FAILED"]),
    error: OrNull(Type.String()),
  },
  { $id: "FlowRunCreateResult" },
);
export type FlowRunCreateResult = Static<typeof FlowRunCreateResult>;

export const FlowRunBulkCreateResponse = Type.Object(
  {
    results: Type.Array(FlowRunCreateResult, { default: [] }),
  },
  { $id: "FlowRunBulkCreateResponse" },
);
export type FlowRunBulkCreateResponse = Static<typeof FlowRunBulkCreateResponse>;
