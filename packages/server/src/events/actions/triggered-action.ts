import { BulkInsert } from "@prefect-ts/database/bulk-insert";
import type { Transaction } from "@prefect-ts/database/database";
import { json } from "@prefect-ts/database/values";
import { type Action, ActionInput, type Automation, StoredAutomation } from "@prefect-ts/schemas/automation";
import { ReceivedEvent } from "@prefect-ts/schemas/event";
import { Firing } from "@prefect-ts/schemas/firing";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { DateTime, OrNull, Uuid } from "@prefect-ts/schemas/types";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { Type } from "typebox";
import { uuid7 } from "../../ids.ts";

/** Seconds that an action is left to the server that holds it, unless that says again that it does. */
export const claimSeconds = 15;

/** An action that an automation has triggered. */
export interface TriggeredAction {
  /** The same however often it is begun. */
  id: string;
  automation: Automation;
  firing: Firing;
  triggered: Timestamp;
  triggering_labels: Record<string, string>;
  triggering_event: ReceivedEvent | null;
  action: Action;
  action_index: number;
  automation_triggered_event_id: string;
}

const Kept = Type.Object({
  id: Uuid,
  automation: Type.Object({
    ...StoredAutomation.properties,
    id: Uuid,
    created: OrNull(DateTime),
    updated: OrNull(DateTime),
  }),
  firing: Firing,
  triggered: DateTime,
  triggering_labels: Type.Record(Type.String(), Type.String()),
  triggering_event: OrNull(ReceivedEvent),
  action: ActionInput,
  action_index: Type.Integer(),
  automation_triggered_event_id: Uuid,
});

/** The action that a row holds. Throws ValidationError where it is none. */
export const readTriggeredAction = (body: unknown): TriggeredAction => parse(Kept, body);

const insertion = new BulkInsert("ts_triggered_action", [
  "id",
  "created",
  "automation_id",
  "attempts",
  "claimed_until",
  "body",
]);

/** Keeps actions until they are done; whoever keeps them begins with them. */
export function keepActions(tx: Transaction, triggered: readonly TriggeredAction[]): void {
  const now = Timestamp.now();
  const claimedUntil = now.plus(claimSeconds);
  insertion.send(
    tx,
    triggered.map((one) => [one.id, now, one.automation.id, 1, claimedUntil, json(one)]),
  );
}

/** The actions that a firing leads to, in their order. `eventId` is that of the event which tells of the firing. */
export function actionsOf(automation: Automation, firing: Firing, announcement: ReceivedEvent): TriggeredAction[] {
  const planned = [
    ...automation.actions.map((action) => ({ action, event: firing.triggering_event })),
    ...automation.actions_on_trigger.map((action) => ({ action, event: announcement })),
  ];
  return planned.map(({ action, event }, index) => ({
    id: uuid7(),
    automation,
    firing,
    triggered: firing.triggered,
    triggering_labels: firing.triggering_labels,
    triggering_event: event,
    action,
    action_index: index,
    automation_triggered_event_id: announcement.id,
  }));
}
