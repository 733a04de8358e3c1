import { type Static, Type } from "typebox";
import { Operator } from "./common.ts";
import { dashedName } from "./names.ts";
import { check, DateTime, Json, JsonObject, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

export const Artifact = Type.Object(
  {
    id: Type.Optional(Uuid),
    created: OrNull(DateTime),
    updated: OrNull(DateTime),
    key: OrNull(Type.String()),
    type: OrNull(Type.String()),
    description: OrNull(Type.String()),
    data: Type.Union([JsonObject, Json, Type.Null()], { default: null }),
    metadata_: OrNull(Type.Record(Type.String(), Type.String())),
    flow_run_id: OrNull(Uuid),
    task_run_id: OrNull(Uuid),
  },
  { $id: "Artifact" },
);
export type Artifact = Static<typeof Artifact>;

export const ArtifactCollection = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    key: Type.String(),
    latest_id: Uuid,
    type: OrNull(Type.String()),
    description: OrNull(Type.String()),
    data: Type.Union([JsonObject, Json, Type.Null()], { default: null }),
    metadata_: OrNull(Type.Record(Type.String(), Type.String())),
    flow_run_id: OrNull(Uuid),
    task_run_id: OrNull(Uuid),
  },
  { $id: "ArtifactCollection" },
);
export type ArtifactCollection = Static<typeof ArtifactCollection>;

export const ArtifactCollectionFilterFlowRunId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "ArtifactCollectionFilterFlowRunId", additionalProperties: false },
);
export type ArtifactCollectionFilterFlowRunId = Static<typeof ArtifactCollectionFilterFlowRunId>;

export const ArtifactCollectionFilterKey = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
    exists_: OrNull(Type.Boolean()),
  },
  { $id: "ArtifactCollectionFilterKey", additionalProperties: false },
);
export type ArtifactCollectionFilterKey = Static<typeof ArtifactCollectionFilterKey>;

export const ArtifactCollectionFilterLatestId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "ArtifactCollectionFilterLatestId", additionalProperties: false },
);
export type ArtifactCollectionFilterLatestId = Static<typeof ArtifactCollectionFilterLatestId>;

export const ArtifactCollectionFilterTaskRunId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "ArtifactCollectionFilterTaskRunId", additionalProperties: false },
);
export type ArtifactCollectionFilterTaskRunId = Static<typeof ArtifactCollectionFilterTaskRunId>;

export const ArtifactCollectionFilterType = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    not_any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "ArtifactCollectionFilterType", additionalProperties: false },
);
export type ArtifactCollectionFilterType = Static<typeof ArtifactCollectionFilterType>;

export const ArtifactCollectionFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    latest_id: OrNull(ArtifactCollectionFilterLatestId),
    key: OrNull(ArtifactCollectionFilterKey),
    flow_run_id: OrNull(ArtifactCollectionFilterFlowRunId),
    task_run_id: OrNull(ArtifactCollectionFilterTaskRunId),
    type: OrNull(ArtifactCollectionFilterType),
  },
  { $id: "ArtifactCollectionFilter", additionalProperties: false },
);
export type ArtifactCollectionFilter = Static<typeof ArtifactCollectionFilter>;

export const ArtifactCollectionSort = Type.Enum(["CREATED_DESC", "UPDATED_DESC", "ID_DESC", "KEY_DESC", "KEY_ASC"], {
  $id: "ArtifactCollectionSort",
});
export type ArtifactCollectionSort = Static<typeof ArtifactCollectionSort>;

export const ArtifactCreate = Type.Object(
  {
    key: OrNull(Type.String({ [check]: dashedName("Artifact key") })),
    type: OrNull(Type.String()),
    description: OrNull(Type.String()),
    data: Type.Union([JsonObject, Json, Type.Null()], { default: null }),
    metadata_: OrNull(Type.Record(Type.String(), Type.String())),
    flow_run_id: OrNull(Uuid),
    task_run_id: OrNull(Uuid),
  },
  { $id: "ArtifactCreate", additionalProperties: false },
);
export type ArtifactCreate = Static<typeof ArtifactCreate>;

export const ArtifactFilterFlowRunId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "ArtifactFilterFlowRunId", additionalProperties: false },
);
export type ArtifactFilterFlowRunId = Static<typeof ArtifactFilterFlowRunId>;

export const ArtifactFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "ArtifactFilterId", additionalProperties: false },
);
export type ArtifactFilterId = Static<typeof ArtifactFilterId>;

export const ArtifactFilterKey = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
    exists_: OrNull(Type.Boolean()),
  },
  { $id: "ArtifactFilterKey", additionalProperties: false },
);
export type ArtifactFilterKey = Static<typeof ArtifactFilterKey>;

export const ArtifactFilterTaskRunId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "ArtifactFilterTaskRunId", additionalProperties: false },
);
export type ArtifactFilterTaskRunId = Static<typeof ArtifactFilterTaskRunId>;

export const ArtifactFilterType = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    not_any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "ArtifactFilterType", additionalProperties: false },
);
export type ArtifactFilterType = Static<typeof ArtifactFilterType>;

export const ArtifactFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(ArtifactFilterId),
    key: OrNull(ArtifactFilterKey),
    flow_run_id: OrNull(ArtifactFilterFlowRunId),
    task_run_id: OrNull(ArtifactFilterTaskRunId),
    type: OrNull(ArtifactFilterType),
  },
  { $id: "ArtifactFilter", additionalProperties: false },
);
export type ArtifactFilter = Static<typeof ArtifactFilter>;

export const ArtifactSort = Type.Enum(["CREATED_DESC", "UPDATED_DESC", "ID_DESC", "KEY_DESC", "KEY_ASC"], {
  $id: "ArtifactSort",
});
export type ArtifactSort = Static<typeof ArtifactSort>;

export const ArtifactUpdate = Type.Object(
  {
    data: Type.Optional(Type.Union([JsonObject, Json, Type.Null()])),
    description: Type.Optional(Nullable(Type.String())),
    metadata_: Type.Optional(Nullable(Type.Record(Type.String(), Type.String()))),
  },
  { $id: "ArtifactUpdate", additionalProperties: false },
);
export type ArtifactUpdate = Static<typeof ArtifactUpdate>;
