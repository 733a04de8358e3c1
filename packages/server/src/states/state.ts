import { type StateCreate, StateDetails, type StateType } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { uuid7 } from "../ids.ts";

/** A state of a run, as rules see it and the API answers it. Its id is the id of its event too. */
export interface RunState {
  id: string;
  type: StateType;
  name: string;
  timestamp: Timestamp;
  message: string | null;
  /** What the run returned: a reference to a stored result, or nothing. Kept as an artifact, not with the state. */
  data: unknown;
  state_details: StateDetails;
}

const emptyDetails = defaultsOf(StateDetails);

/** Details where only some fields are known. */
export const stateDetails = (known: Partial<StateDetails> = {}): StateDetails => ({ ...emptyDetails, ...known });

const nameOf = (type: StateType) => type.charAt(0) + type.slice(1).toLowerCase();

/** A new state of now; a scheduled one without a time is scheduled for now. */
export function newState(type: StateType, fields: Partial<Omit<StateCreate, "type">> = {}): RunState {
  const timestamp = Timestamp.now();
  const details = fields.state_details ?? stateDetails();
  return {
    id: uuid7(),
    type,
    name: fields.name ?? nameOf(type),
    timestamp,
    message: fields.message ?? null,
    data: fields.data ?? null,
    state_details:
      type === "SCHEDULED" && !details.scheduled_time ? { ...details, scheduled_time: timestamp } : { ...details },
  };
}

/** The state that a client asks for. */
export const stateFromRequest = ({ type, ...fields }: StateCreate): RunState => newState(type, fields);

/** The same state as a new one of now. */
export const freshCopy = (state: RunState): RunState => ({
  ...state,
  id: uuid7(),
  timestamp: Timestamp.now(),
  state_details: { ...state.state_details },
});
