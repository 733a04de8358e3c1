import { type Static, Type } from "typebox";
import { OrNull, Uuid } from "./types.ts";

export const CreatedBy = Type.Object(
  {
    id: OrNull(Uuid),
    type: OrNull(Type.String()),
    display_value: OrNull(Type.String()),
  },
  { $id: "CreatedBy" },
);
export type CreatedBy = Static<typeof CreatedBy>;

export const Operator = Type.Enum(["and_", "or_"], { $id: "Operator" });
export type Operator = Static<typeof Operator>;

export const UpdatedBy = Type.Object(
  {
    id: OrNull(Uuid),
    type: OrNull(Type.String()),
    display_value: OrNull(Type.String()),
  },
  { $id: "UpdatedBy" },
);
export type UpdatedBy = Static<typeof UpdatedBy>;
