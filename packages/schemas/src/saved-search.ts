import { type Static, Type } from "typebox";
import { DateTime, Json, Nullable, Uuid } from "./types.ts";

export const SavedSearchFilter = Type.Object(
  {
    object: Type.String(),
    property: Type.String(),
    type: Type.String(),
    operation: Type.String(),
    value: Json,
  },
  { $id: "SavedSearchFilter" },
);
export type SavedSearchFilter = Static<typeof SavedSearchFilter>;

export const SavedSearch = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String(),
    filters: Type.Array(SavedSearchFilter, { default: [] }),
  },
  { $id: "SavedSearch" },
);
export type SavedSearch = Static<typeof SavedSearch>;

export const SavedSearchCreate = Type.Object(
  {
    name: Type.String(),
    filters: Type.Array(SavedSearchFilter, { default: [] }),
  },
  { $id: "SavedSearchCreate", additionalProperties: false },
);
export type SavedSearchCreate = Static<typeof SavedSearchCreate>;
