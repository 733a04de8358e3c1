import { type Static, Type } from "typebox";
import { BlockSchema } from "./block-schema.ts";
import { BlockType } from "./block-type.ts";
import { Operator } from "./common.ts";
import { dashedName } from "./names.ts";
import { before, check, DateTime, isFalsy, JsonObject, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";
import { isJsonObject } from "./validation/record.ts";

export const BlockDocument = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: OrNull(Type.String({ pattern: "^[^/%&><]+$" })),
    data: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    block_schema_id: Uuid,
    block_schema: OrNull(BlockSchema),
    block_type_id: Uuid,
    block_type_name: OrNull(Type.String()),
    block_type: OrNull(BlockType),
    block_document_references: Type.Record(Type.String(), JsonObject, { default: {} }),
    is_anonymous: Type.Boolean({ default: false }),
  },
  { $id: "BlockDocument" },
);
export type BlockDocument = Static<typeof BlockDocument>;

/** Only anonymous documents may be without a name. */
const named = (input: unknown) => {
  if (isJsonObject(input) && isFalsy(input["name"]) && isFalsy(input["is_anonymous"])) {
    throw new Error("Names must be provided for block documents.");
  }
  return input;
};

export const BlockDocumentCreate = Type.Object(
  {
    name: OrNull(Type.String({ pattern: "^[^/%&><]+$", [check]: dashedName("Block document name") })),
    data: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
    block_schema_id: Uuid,
    block_type_id: Uuid,
    is_anonymous: Type.Boolean({ default: false }),
  },
  { $id: "BlockDocumentCreate", additionalProperties: false, [before]: named },
);
export type BlockDocumentCreate = Static<typeof BlockDocumentCreate>;

export const BlockDocumentFilterBlockTypeId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "BlockDocumentFilterBlockTypeId", additionalProperties: false },
);
export type BlockDocumentFilterBlockTypeId = Static<typeof BlockDocumentFilterBlockTypeId>;

export const BlockDocumentFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "BlockDocumentFilterId", additionalProperties: false },
);
export type BlockDocumentFilterId = Static<typeof BlockDocumentFilterId>;

export const BlockDocumentFilterIsAnonymous = Type.Object(
  {
    eq_: OrNull(Type.Boolean()),
  },
  { $id: "BlockDocumentFilterIsAnonymous", additionalProperties: false },
);
export type BlockDocumentFilterIsAnonymous = Static<typeof BlockDocumentFilterIsAnonymous>;

export const BlockDocumentFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
  },
  { $id: "BlockDocumentFilterName", additionalProperties: false },
);
export type BlockDocumentFilterName = Static<typeof BlockDocumentFilterName>;

export const BlockDocumentFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(BlockDocumentFilterId),
    is_anonymous: Type.Union([BlockDocumentFilterIsAnonymous, Type.Null()], { default: { eq_: false } }),
    block_type_id: OrNull(BlockDocumentFilterBlockTypeId),
    name: OrNull(BlockDocumentFilterName),
  },
  { $id: "BlockDocumentFilter", additionalProperties: false },
);
export type BlockDocumentFilter = Static<typeof BlockDocumentFilter>;

export const BlockDocumentSort = Type.Enum(["NAME_DESC", "NAME_ASC", "BLOCK_TYPE_AND_NAME_ASC"], {
  $id: "BlockDocumentSort",
});
export type BlockDocumentSort = Static<typeof BlockDocumentSort>;

export const BlockDocumentUpdate = Type.Object(
  {
    block_schema_id: Type.Optional(Nullable(Uuid)),
    data: Type.Optional(JsonObject),
    merge_existing_data: Type.Boolean({ default: true }),
  },
  { $id: "BlockDocumentUpdate", additionalProperties: false },
);
export type BlockDocumentUpdate = Static<typeof BlockDocumentUpdate>;
