import { type Static, Type } from "typebox";
import { DateTime, Nullable, Uuid } from "./types.ts";

export const ConcurrencyLimit = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    tag: Type.String(),
    concurrency_limit: Type.Integer(),
    active_slots: Type.Array(Uuid, { default: [] }),
  },
  { $id: "ConcurrencyLimit" },
);
export type ConcurrencyLimit = Static<typeof ConcurrencyLimit>;

export const ConcurrencyLimitCreate = Type.Object(
  {
    tag: Type.String(),
    concurrency_limit: Type.Integer(),
  },
  { $id: "ConcurrencyLimitCreate", additionalProperties: false },
);
export type ConcurrencyLimitCreate = Static<typeof ConcurrencyLimitCreate>;
