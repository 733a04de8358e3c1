import { type Static, Type } from "typebox";
import { Operator } from "./common.ts";
import { DateTime, Labels, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

export const Flow = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: OrNull(Labels),
  },
  { $id: "Flow" },
);
export type Flow = Static<typeof Flow>;

export const FlowBulkDeleteResponse = Type.Object(
  {
    deleted: Type.Array(Uuid, { default: [] }),
  },
  { $id: "FlowBulkDeleteResponse" },
);
export type FlowBulkDeleteResponse = Static<typeof FlowBulkDeleteResponse>;

export const FlowCreate = Type.Object(
  {
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    tags: Type.Array(Type.String(), { default: [] }),
    labels: Type.Union([Labels, Type.Null()], { default: {} }),
  },
  { $id: "FlowCreate", additionalProperties: false },
);
export type FlowCreate = Static<typeof FlowCreate>;

export const FlowFilterDeployment = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowFilterDeployment", additionalProperties: false },
);
export type FlowFilterDeployment = Static<typeof FlowFilterDeployment>;

export const FlowFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
    not_any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "FlowFilterId", additionalProperties: false },
);
export type FlowFilterId = Static<typeof FlowFilterId>;

export const FlowFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
  },
  { $id: "FlowFilterName", additionalProperties: false },
);
export type FlowFilterName = Static<typeof FlowFilterName>;

export const FlowFilterTags = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    all_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "FlowFilterTags", additionalProperties: false },
);
export type FlowFilterTags = Static<typeof FlowFilterTags>;

export const FlowFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(FlowFilterId),
    deployment: OrNull(FlowFilterDeployment),
    name: OrNull(FlowFilterName),
    tags: OrNull(FlowFilterTags),
  },
  { $id: "FlowFilter", additionalProperties: false },
);
export type FlowFilter = Static<typeof FlowFilter>;

export const FlowPaginationResponse = Type.Object(
  {
    results: Type.Array(Flow),
    count: Type.Integer(),
    limit: Type.Integer(),
    pages: Type.Integer(),
    page: Type.Integer(),
  },
  { $id: "FlowPaginationResponse" },
);
export type FlowPaginationResponse = Static<typeof FlowPaginationResponse>;

export const FlowSort = Type.Enum(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"], { $id: "FlowSort" });
export type FlowSort = Static<typeof FlowSort>;

export const FlowUpdate = Type.Object(
  {
    tags: Type.Optional(Type.Array(Type.String())),
  },
  { $id: "FlowUpdate", additionalProperties: false },
);
export type FlowUpdate = Static<typeof FlowUpdate>;
