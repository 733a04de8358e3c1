import type { SetStateStatus } from "@prefect-ts/schemas/state";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import type { FlowRunRecord } from "../models/flow-run-record.ts";
import type { TaskRunRecord } from "../models/task-run-record.ts";
import type { RunState } from "../states/state.ts";
import type { OrchestrationSettings } from "./settings.ts";

/** What the answer says beside its status. */
export type TransitionDetails =
  | { type: "accept_details" }
  | { type: "reject_details"; reason: string | null }
  | { type: "abort_details"; reason: string | null }
  | { type: "wait_details"; delay_seconds: number; reason: string | null };

/** What comes out of a transition: the state that the run has now, and whether it is the one that was asked for. */
export interface TransitionResult {
  state: RunState | null;
  status: SetStateStatus;
  details: TransitionDetails;
}

/** Whether a transition that was asked for at `since` gave the run a state, rather than left it the one it had. */
export const gaveState = ({ state }: TransitionResult, since: Timestamp): boolean =>
  state !== null && !state.timestamp.isBefore(since);

/**
 * A run on its way from one state to another. Rules look at it, and change what is proposed through a `Decision`;
 * global rules also change `run`, whose changed columns are written with the state.
 */
export interface Transition<Run> {
  readonly tx: Tx;
  /** The run in memory; a column assigned here is written when the state is. */
  readonly run: Run;
  readonly initial: RunState | null;
  /** The state to write; null where a rule decided that nothing is written. */
  proposed: RunState | null;
  /** The state the run has, once it is written. */
  validated: RunState | null;
  status: SetStateStatus;
  details: TransitionDetails;
  /** The timestamp that was asked for, where it is known that no other state of the run has it. */
  readonly freeTimestamp?: Timestamp | undefined;
  /** The API version of the client as [major, minor, patch]; null where it sent none, which means the newest. */
  readonly apiVersion: readonly [number, number, number] | null;
  /** The release of the Python client, from its User-Agent; null where it is another client. */
  readonly clientVersion: string | null;
  readonly settings: OrchestrationSettings;
}

export type FlowRunTransition = Transition<FlowRunRecord>;
export type TaskRunTransition = Transition<TaskRunRecord>;
