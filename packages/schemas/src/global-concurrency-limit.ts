import { type Static, Type } from "typebox";
import { DateTime, Nullable, Uuid } from "./types.ts";

export const ConcurrencyLeaseHolder = Type.Object(
  {
    type: Type.Union([Type.Literal("flow_run"), Type.Literal("task_run"), Type.Literal("deployment")]),
    id: Uuid,
  },
  { $id: "ConcurrencyLeaseHolder", additionalProperties: false },
);
export type ConcurrencyLeaseHolder = Static<typeof ConcurrencyLeaseHolder>;

export const ConcurrencyLimitV2 = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    active: Type.Boolean({ default: true }),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    limit: Type.Integer(),
    active_slots: Type.Integer({ default: 0 }),
    denied_slots: Type.Integer({ default: 0 }),
    slot_decay_per_second: Type.Number({ default: 0 }),
    avg_slot_occupancy_seconds: Type.Number({ default: 2.0 }),
  },
  { $id: "ConcurrencyLimitV2" },
);
export type ConcurrencyLimitV2 = Static<typeof ConcurrencyLimitV2>;

export const ConcurrencyLimitV2Create = Type.Object(
  {
    active: Type.Boolean({ default: true }),
    name: Type.String({ pattern: "^[^/%&><]+$" }),
    limit: Type.Integer({ minimum: 0 }),
    active_slots: Type.Integer({ minimum: 0, default: 0 }),
    denied_slots: Type.Integer({ minimum: 0, default: 0 }),
    slot_decay_per_second: Type.Number({ minimum: 0, default: 0 }),
  },
  { $id: "ConcurrencyLimitV2Create", additionalProperties: false },
);
export type ConcurrencyLimitV2Create = Static<typeof ConcurrencyLimitV2Create>;

export const ConcurrencyLimitV2Update = Type.Object(
  {
    active: Type.Optional(Nullable(Type.Boolean())),
    name: Type.Optional(Nullable(Type.String({ pattern: "^[^/%&><]+$" }))),
    limit: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    active_slots: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    denied_slots: Type.Optional(Nullable(Type.Integer({ minimum: 0 }))),
    slot_decay_per_second: Type.Optional(Nullable(Type.Number({ minimum: 0 }))),
  },
  { $id: "ConcurrencyLimitV2Update", additionalProperties: false },
);
export type ConcurrencyLimitV2Update = Static<typeof ConcurrencyLimitV2Update>;

export const MinimalConcurrencyLimitResponse = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    limit: Type.Integer(),
  },
  { $id: "MinimalConcurrencyLimitResponse" },
);
export type MinimalConcurrencyLimitResponse = Static<typeof MinimalConcurrencyLimitResponse>;

export const ConcurrencyLimitWithLeaseResponse = Type.Object(
  {
    lease_id: Uuid,
    limits: Type.Array(MinimalConcurrencyLimitResponse),
  },
  { $id: "ConcurrencyLimitWithLeaseResponse" },
);
export type ConcurrencyLimitWithLeaseResponse = Static<typeof ConcurrencyLimitWithLeaseResponse>;

export const GlobalConcurrencyLimitResponse = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    active: Type.Boolean({ default: true }),
    name: Type.String(),
    limit: Type.Integer(),
    active_slots: Type.Integer(),
    slot_decay_per_second: Type.Number({ default: 2.0 }),
  },
  { $id: "GlobalConcurrencyLimitResponse" },
);
export type GlobalConcurrencyLimitResponse = Static<typeof GlobalConcurrencyLimitResponse>;
