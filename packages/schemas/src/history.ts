import { type Static, Type } from "typebox";
import { StateType } from "./state.ts";
import { DateTime } from "./types.ts";

export const HistoryResponseState = Type.Object(
  {
    state_type: StateType,
    state_name: Type.String(),
    count_runs: Type.Integer(),
    sum_estimated_run_time: Type.Number(),
    sum_estimated_lateness: Type.Number(),
  },
  { $id: "HistoryResponseState" },
);
export type HistoryResponseState = Static<typeof HistoryResponseState>;

export const HistoryResponse = Type.Object(
  {
    interval_start: DateTime,
    interval_end: DateTime,
    states: Type.Array(HistoryResponseState),
  },
  { $id: "HistoryResponse" },
);
export type HistoryResponse = Static<typeof HistoryResponse>;
