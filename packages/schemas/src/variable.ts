import { type Static, type TUnsafe, Type } from "typebox";
import { Operator } from "./common.ts";
import { dashedOrUnderscoredName } from "./names.ts";
import { before, check, DateTime, Json, JsonObject, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

const longestValue = 5000;

/** Any JSON value of a bounded size; scalars keep their type. */
const VariableValue: TUnsafe<unknown> = Type.Unsafe<unknown>({
  ...Type.Union([
    Type.String(),
    Type.Integer({ strict: true }),
    Type.Boolean({ strict: true }),
    Type.Number({ strict: true }),
    JsonObject,
    Type.Array(Json),
    Type.Null(),
  ]),
  [before]: (value: unknown) => {
    if (value !== null && Buffer.byteLength(JSON.stringify(value) ?? "") > longestValue) {
      throw new Error(`Variable value must be less than ${longestValue} characters`);
    }
    return value;
  },
});

const VariableName = Type.String({ maxLength: 255, [check]: dashedOrUnderscoredName("Variable name") });

export const Variable = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String({ maxLength: 255 }),
    value: VariableValue,
    tags: Type.Array(Type.String(), { default: [] }),
  },
  { $id: "Variable" },
);
export type Variable = Static<typeof Variable>;

export const VariableCreate = Type.Object(
  {
    name: VariableName,
    value: VariableValue,
    tags: Type.Array(Type.String(), { default: [] }),
  },
  { $id: "VariableCreate", additionalProperties: false },
);
export type VariableCreate = Static<typeof VariableCreate>;

export const VariableFilterId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "VariableFilterId", additionalProperties: false },
);
export type VariableFilterId = Static<typeof VariableFilterId>;

export const VariableFilterName = Type.Object(
  {
    any_: OrNull(Type.Array(Type.String())),
    like_: OrNull(Type.String()),
  },
  { $id: "VariableFilterName", additionalProperties: false },
);
export type VariableFilterName = Static<typeof VariableFilterName>;

export const VariableFilterTags = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    all_: OrNull(Type.Array(Type.String())),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "VariableFilterTags", additionalProperties: false },
);
export type VariableFilterTags = Static<typeof VariableFilterTags>;

export const VariableFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    id: OrNull(VariableFilterId),
    name: OrNull(VariableFilterName),
    tags: OrNull(VariableFilterTags),
  },
  { $id: "VariableFilter", additionalProperties: false },
);
export type VariableFilter = Static<typeof VariableFilter>;

export const VariableSort = Type.Enum(["CREATED_DESC", "UPDATED_DESC", "NAME_DESC", "NAME_ASC"], {
  $id: "VariableSort",
});
export type VariableSort = Static<typeof VariableSort>;

export const VariableUpdate = Type.Object(
  {
    name: Type.Optional(Nullable(VariableName)),
    value: Type.Optional(VariableValue),
    tags: Type.Optional(Nullable(Type.Array(Type.String()))),
  },
  { $id: "VariableUpdate", additionalProperties: false },
);
export type VariableUpdate = Static<typeof VariableUpdate>;
