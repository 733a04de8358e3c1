import { type TSchema, Type } from "typebox";
import { ReceivedEvent } from "./event.ts";
import type { Timestamp } from "./timestamp.ts";
import { TriggerInput } from "./trigger.ts";
import { DateTime, Lazy, OrNull, Uuid } from "./types.ts";

/** One time that a trigger fired, as rows keep it. */
export interface Firing {
  id: string;
  trigger: TriggerInput;
  trigger_states: "Triggered"[];
  triggered: Timestamp;
  /** The values of the trigger's `for_each`. */
  triggering_labels: Record<string, string>;
  /** Those of the triggers in a group that made it fire. */
  triggering_firings: Firing[];
  /** The event that made the trigger fire, or the last one it saw. */
  triggering_event: ReceivedEvent | null;
  triggering_value: unknown;
}

export const Firing = Type.Object({
  id: Uuid,
  trigger: TriggerInput,
  trigger_states: Type.Array(Type.Literal("Triggered")),
  triggered: DateTime,
  triggering_labels: Type.Record(Type.String(), Type.String(), { default: {} }),
  triggering_firings: Type.Array(
    Lazy<Firing>("Firing", (): TSchema => Firing),
    { default: [] },
  ),
  triggering_event: OrNull(ReceivedEvent),
  triggering_value: OrNull(Type.Unknown()),
});

/** A firing and those that made it. */
export const allFirings = (firing: Firing): Firing[] => [firing, ...firing.triggering_firings.flatMap(allFirings)];

/** The events of a firing and of those that made it. */
export const allEvents = (firing: Firing): ReceivedEvent[] =>
  allFirings(firing).flatMap(({ triggering_event: event }) => event ?? []);
