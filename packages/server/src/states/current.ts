import type { StateType } from "@prefect-ts/schemas/state";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { stateFromRow } from "./rows.ts";
import type { RunState } from "./state.ts";

/** What a query of runs selects of the state that they are in, joined as `state`, and of its artifact, as `result`. */
export const currentStateColumns = [
  "state.id as current_id",
  "state.type as current_type",
  "state.name as current_name",
  "state.timestamp as current_timestamp",
  "state.message as current_message",
  "state.state_details as current_details",
  "state.data as current_own_data",
  "result.data as current_data",
] as const;

interface CurrentStateRow {
  current_id: string | null;
  current_type: StateType | null;
  current_name: string | null;
  current_timestamp: Timestamp | null;
  current_message: string | null;
  current_details: Record<string, unknown> | null;
  current_own_data: unknown;
  current_data: unknown;
}

/** The state of a run that was read with {@link currentStateColumns}; null where it has none. */
export function currentState(row: CurrentStateRow): RunState | null {
  const { current_id: id, current_type: type, current_name: name, current_timestamp: timestamp } = row;
  if (id === null || type === null || name === null || timestamp === null) return null;
  return stateFromRow(
    { id, type, name, timestamp, message: row.current_message, state_details: row.current_details ?? {} },
    row.current_own_data ?? row.current_data,
  );
}
