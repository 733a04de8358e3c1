import { type Static, Type } from "typebox";
import { dashedName } from "./names.ts";
import { check, DateTime, Nullable, OrNull, Uuid } from "./types.ts";

export const BlockType = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    slug: Type.String(),
    logo_url: OrNull(Type.String()),
    documentation_url: OrNull(Type.String()),
    description: OrNull(Type.String()),
    code_example: OrNull(Type.String()),
    is_protected: Type.Boolean({ default: false }),
  },
  { $id: "BlockType" },
);
export type BlockType = Static<typeof BlockType>;

export const BlockTypeCreate = Type.Object(
  {
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    slug: Type.String({ [check]: dashedName("Block type slug") }),
    logo_url: OrNull(Type.String()),
    documentation_url: OrNull(Type.String()),
    description: OrNull(Type.String()),
    code_example: OrNull(Type.String()),
  },
  { $id: "BlockTypeCreate", additionalProperties: false },
);
export type BlockTypeCreate = Static<typeof BlockTypeCreate>;

export const BlockTypeFilterName = Type.Object(
  {
    like_: OrNull(Type.String()),
  },
  { $id: "BlockTypeFilterName", additionalProperties: false },
);
export type BlockTypeFilterName = Static<typeof BlockTypeFilterName>;

export const BlockTypeFilterSlug = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "BlockTypeFilterSlug", additionalProperties: false },
);
export type BlockTypeFilterSlug = Static<typeof BlockTypeFilterSlug>;

export const BlockTypeFilter = Type.Object(
  {
    name: OrNull(BlockTypeFilterName),
    slug: OrNull(BlockTypeFilterSlug),
  },
  { $id: "BlockTypeFilter", additionalProperties: false },
);
export type BlockTypeFilter = Static<typeof BlockTypeFilter>;

export const BlockTypeUpdate = Type.Object(
  {
    logo_url: Type.Optional(Nullable(Type.String())),
    documentation_url: Type.Optional(Nullable(Type.String())),
    description: Type.Optional(Nullable(Type.String())),
    code_example: Type.Optional(Nullable(Type.String())),
  },
  { $id: "BlockTypeUpdate", additionalProperties: false },
);
export type BlockTypeUpdate = Static<typeof BlockTypeUpdate>;
