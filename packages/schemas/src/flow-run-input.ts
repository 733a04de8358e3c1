import { type Static, Type } from "typebox";
import { DateTime, Nullable, OrNull, Uuid } from "./types.ts";

export const FlowRunInput = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    flow_run_id: Uuid,
    key: Type.String(),
    value: Type.String(),
    sender: OrNull(Type.String()),
  },
  { $id: "FlowRunInput" },
);
export type FlowRunInput = Static<typeof FlowRunInput>;
