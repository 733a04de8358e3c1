import { type Static, Type } from "typebox";
import { Operator } from "./common.ts";
import { StateType } from "./state.ts";
import { DateTime, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

export const FlowRunSlotSummary = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    state_type: OrNull(StateType),
    state_name: OrNull(Type.String()),
    start_time: OrNull(DateTime),
    state_timestamp: OrNull(DateTime),
    time_in_current_state: OrNull(Type.Number()),
  },
  { $id: "FlowRunSlotSummary" },
);
export type FlowRunSlotSummary = Static<typeof FlowRunSlotSummary>;

export const QueueFilter = Type.Object(
  {
    tags: OrNull(Type.Array(Type.String())),
    deployment_ids: OrNull(Type.Array(Uuid)),
  },
  { $id: "QueueFilter" },
);
export type QueueFilter = Static<typeof QueueFilter>;

export const WorkQueue = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    description: Type.Union([Type.String(), Type.Null()], { default: "" }),
    is_paused: Type.Boolean({ default: false }),
    concurrency_limit: OrNull(Type.Integer({ minimum: 0 })),
    priority: Type.Integer({ exclusiveMinimum: 0, default: 1 }),
    work_pool_id: OrNull(Uuid),
    filter: OrNull(QueueFilter),
    last_polled: OrNull(DateTime),
  },
  { $id: "WorkQueue" },
);
export type WorkQueue = Static<typeof WorkQueue>;

export const WorkQueueConcurrencyStatus = Type.Object(
  {
    active_slots: Type.Integer(),
    concurrency_limit: OrNull(Type.Integer()),
    flow_runs: Type.Array(FlowRunSlotSummary, { default: [] }),
    count: Type.Integer(),
    limit: Type.Integer(),
    pages: Type.Integer(),
    page: Type.Integer(),
  },
  { $id: "WorkQueueConcurrencyStatus" },
);
export type WorkQueueConcurrencyStatus = Static<typeof WorkQueueConcurrencyStatus>;

export const WorkQueueConcurrencyStatusDetail = Type.Object(
  {
    queue_id: Uuid,
    queue_name: Type.String(),
    active_slots: Type.Integer(),
    concurrency_limit: OrNull(Type.Integer()),
    flow_runs: Type.Array(FlowRunSlotSummary, { default: [] }),
    flow_run_count: OrNull(Type.Integer()),
  },
  { $id: "WorkQueueConcurrencyStatusDetail" },
);
export type WorkQueueConcurrencyStatusDetail = Static<typeof WorkQueueConcurrencyStatusDetail>;

export const WorkQueueCreate = Type.Object(
  {
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    description: Type.Union([Type.String(), Type.Null()], { default: "" }),
    is_paused: Type.Boolean({ default: false }),
    concurrency_limit: OrNull(Type.Integer({ minimum: 0 })),
    priority: OrNull(Type.Integer({ exclusiveMinimum: 0 })),
    filter: OrNull(QueueFilter),
  },
  { $id: "WorkQueueCreate", additionalProperties: false },
);
export type WorkQueueCreate = Static<typeof WorkQueueCreate>;

export const WorkQueueFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "WorkQueueFilterId", additionalProperties: false },
);
export type WorkQueueFilterId = Static<typeof WorkQueueFilterId>;

export const WorkQueueFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    startswith_: OrNull(Type.Array(Type.String())),
  },
  { $id: "WorkQueueFilterName", additionalProperties: false },
);
export type WorkQueueFilterName = Static<typeof WorkQueueFilterName>;

export const WorkQueueFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(WorkQueueFilterId),
    name: OrNull(WorkQueueFilterName),
  },
  { $id: "WorkQueueFilter", additionalProperties: false },
);
export type WorkQueueFilter = Static<typeof WorkQueueFilter>;

export const WorkQueueHealthPolicy = Type.Object(
  {
    maximum_late_runs: Type.Union([Type.Integer(), Type.Null()], { default: 0 }),
    maximum_seconds_since_last_polled: Type.Union([Type.Integer(), Type.Null()], { default: 60 }),
  },
  { $id: "WorkQueueHealthPolicy" },
);
export type WorkQueueHealthPolicy = Static<typeof WorkQueueHealthPolicy>;

export const WorkQueueStatus = Type.Enum(["READY", "NOT_READY", "PAUSED"], { $id: "WorkQueueStatus" });
export type WorkQueueStatus = Static<typeof WorkQueueStatus>;

export const WorkQueueResponse = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    description: Type.Union([Type.String(), Type.Null()], { default: "" }),
    is_paused: Type.Boolean({ default: false }),
    concurrency_limit: OrNull(Type.Integer({ minimum: 0 })),
    priority: Type.Integer({ exclusiveMinimum: 0, default: 1 }),
    work_pool_id: OrNull(Uuid),
    filter: OrNull(QueueFilter),
    last_polled: OrNull(DateTime),
    work_pool_name: OrNull(Type.String()),
    status: OrNull(WorkQueueStatus),
    active_slots: OrNull(Type.Integer()),
  },
  { $id: "WorkQueueResponse" },
);
export type WorkQueueResponse = Static<typeof WorkQueueResponse>;

export const WorkQueueStatusDetail = Type.Object(
  {
    healthy: Type.Boolean(),
    late_runs_count: Type.Integer({ default: 0 }),
    last_polled: OrNull(DateTime),
    health_check_policy: WorkQueueHealthPolicy,
  },
  { $id: "WorkQueueStatusDetail" },
);
export type WorkQueueStatusDetail = Static<typeof WorkQueueStatusDetail>;

export const WorkQueueUpdate = Type.Object(
  {
    name: Type.Optional(Nullable(Type.String())),
    description: Type.Optional(Nullable(Type.String())),
    is_paused: Type.Boolean({ default: false }),
    concurrency_limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    priority: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
    last_polled: Type.Optional(Nullable(DateTime)),
    filter: Type.Optional(Type.Union([QueueFilter, Type.Null()], { deprecated: true })),
  },
  { $id: "WorkQueueUpdate", additionalProperties: false },
);
export type WorkQueueUpdate = Static<typeof WorkQueueUpdate>;
