import { type Static, Type } from "typebox";
import { BlockType } from "./block-type.ts";
import { Operator } from "./common.ts";
import { DateTime, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

export const BlockSchema = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    checksum: Type.String(),
    fields: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    block_type_id: Nullable(Uuid),
    block_type: OrNull(BlockType),
    capabilities: Type.Array(Type.String(), { default: [] }),
    version: Type.String({ default: "non-versioned" }),
  },
  { $id: "BlockSchema" },
);
export type BlockSchema = Static<typeof BlockSchema>;

export const BlockSchemaCreate = Type.Object(
  {
    fields: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    block_type_id: Uuid,
    capabilities: Type.Array(Type.String(), { default: [] }),
    version: Type.String({ default: "non-versioned" }),
  },
  { $id: "BlockSchemaCreate", additionalProperties: false },
);
export type BlockSchemaCreate = Static<typeof BlockSchemaCreate>;

export const BlockSchemaFilterBlockTypeId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "BlockSchemaFilterBlockTypeId", additionalProperties: false },
);
export type BlockSchemaFilterBlockTypeId = Static<typeof BlockSchemaFilterBlockTypeId>;

export const BlockSchemaFilterCapabilities = Type.Object(
  {
    all_: OrNull(Type.Array(Type.String())),
  },
  { $id: "BlockSchemaFilterCapabilities", additionalProperties: false },
);
export type BlockSchemaFilterCapabilities = Static<typeof BlockSchemaFilterCapabilities>;

export const BlockSchemaFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "BlockSchemaFilterId", additionalProperties: false },
);
export type BlockSchemaFilterId = Static<typeof BlockSchemaFilterId>;

export const BlockSchemaFilterVersion = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
  },
  { $id: "BlockSchemaFilterVersion", additionalProperties: false },
);
export type BlockSchemaFilterVersion = Static<typeof BlockSchemaFilterVersion>;

export const BlockSchemaFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    block_type_id: OrNull(BlockSchemaFilterBlockTypeId),
    block_capabilities: OrNull(BlockSchemaFilterCapabilities),
    id: OrNull(BlockSchemaFilterId),
    version: OrNull(BlockSchemaFilterVersion),
  },
  { $id: "BlockSchemaFilter", additionalProperties: false },
);
export type BlockSchemaFilter = Static<typeof BlockSchemaFilter>;
