import { type Static, Type } from "typebox";
import { OrNull } from "./types.ts";

export const ConcurrencyLimitStrategy = Type.Enum(["ENQUEUE", "CANCEL_NEW"], { $id: "ConcurrencyLimitStrategy" });
export type ConcurrencyLimitStrategy = Static<typeof ConcurrencyLimitStrategy>;

export const ConcurrencyOptions = Type.Object(
  {
    collision_strategy: ConcurrencyLimitStrategy,
    grace_period_seconds: OrNull(Type.Integer({ minimum: 60, maximum: 86400 })),
  },
  { $id: "ConcurrencyOptions" },
);
export type ConcurrencyOptions = Static<typeof ConcurrencyOptions>;
