import type { StateDetails, StateType } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type RunState, stateDetails } from "./state.ts";

const instants = ["scheduled_time", "cache_expiration", "pause_timeout"] as const;

/** Details as the database keeps them: JSON, in which absent fields have their defaults and instants are text. */
export function readStateDetails(stored: Record<string, unknown>): StateDetails {
  const details = stateDetails(stored);
  for (const name of instants) {
    const text = stored[name];
    details[name] = typeof text === "string" ? parseInstant(text) : null;
  }
  return details;
}

/** Python writes `Z` or an offset, depending on where an instant came from. */
function parseInstant(text: string): Timestamp | null {
  if (text.endsWith("Z")) return Timestamp.parse(text);
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? null : Timestamp.fromMicros(millis * 1000);
}

interface StateRow {
  id: string;
  type: StateType;
  name: string;
  timestamp: Timestamp;
  message: string | null;
  state_details: Record<string, unknown>;
}

/** A row of `flow_run_state` or `task_run_state`; `data` is what its result artifact holds. */
export const stateFromRow = (row: StateRow, data: unknown): RunState => ({
  id: row.id,
  type: row.type,
  name: row.name,
  timestamp: row.timestamp,
  message: row.message,
  data: data ?? null,
  state_details: readStateDetails(row.state_details),
});
