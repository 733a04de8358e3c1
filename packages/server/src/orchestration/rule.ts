import type { StateType } from "@prefect-ts/schemas/state";
import type { RunState } from "../states/state.ts";
import type { Transition } from "./transition.ts";

/** What a rule may do with a proposed state, before it is written. The first three say so in the answer. */
export interface Decision {
  /** Writes `state` instead, or nothing where it is null: the run keeps the state it has. */
  reject(state: RunState | null, reason: string): void;
  /** Writes nothing: the client is to ask again later. */
  wait(seconds: number, reason: string): void;
  /** Writes nothing: the client is to give up. */
  abort(reason: string): void;
  /** Writes the proposed state under another name. */
  rename(name: string): void;
  /** Says how to take back what the rule did beside the transition, should a later rule change it. */
  onFizzle(undo: () => Promise<void> | void): void;
}

export type StateTypes = "any" | readonly (StateType | null)[];

type Hook<Run> = (transition: Transition<Run>) => Promise<void> | void;

/**
 * Governs transitions of some types. It is passed over where the transition is of another type, or where a rule
 * before it has changed the transition; where a rule after it changes the transition, what it gave to
 * `Decision.onFizzle` is called instead of its `after`. A rule that itself proposed another type only has its `after`
 * called where it governs transitions to that type too.
 */
export interface Rule<Run> {
  readonly kind: "rule";
  readonly name: string;
  readonly from: StateTypes;
  readonly to: StateTypes;
  before?(transition: Transition<Run>, decision: Decision): Promise<void> | void;
  after?: Hook<Run>;
}

/** Bookkeeping that goes with every transition that writes a state, whatever rules made of it. */
export interface Transform<Run> {
  readonly kind: "transform";
  readonly name: string;
  before?(transition: Transition<Run>, proposed: RunState): Promise<void> | void;
  /** Called where a state was written. */
  after?(transition: Transition<Run>, validated: RunState): Promise<void> | void;
}

/** Rules in the order in which they look at a transition. */
export type Policy<Run> = readonly (Rule<Run> | Transform<Run>)[];

export const rule = <Run>(definition: Omit<Rule<Run>, "kind">): Rule<Run> => ({ kind: "rule", ...definition });
export const transform = <Run>(definition: Omit<Transform<Run>, "kind">): Transform<Run> => ({
  kind: "transform",
  ...definition,
});

/** Every type but these; no state counts as a type. */
export function except(...types: (StateType | null)[]): readonly (StateType | null)[] {
  return allTypes.filter((type) => !types.includes(type));
}

export const allTypes: readonly (StateType | null)[] = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
  null,
];
