import { type Static, Type } from "typebox";
import { check, DateTime, Nullable, Uuid } from "./types.ts";

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

/** A tag becomes part of the name of a limit, and shares its rules. */
const namesLimit = (tag: string) =>
  /[/%&><]/.test(tag) ? "A tag with a concurrency limit may not contain any of / % & > <" : undefined;

export const ConcurrencyLimitCreate = Type.Object(
  {
    tag: Type.String({ [check]: namesLimit }),
    concurrency_limit: Type.Integer(),
  },
  { $id: "ConcurrencyLimitCreate", additionalProperties: false },
);
export type ConcurrencyLimitCreate = Static<typeof ConcurrencyLimitCreate>;
