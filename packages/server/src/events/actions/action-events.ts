import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../../ids.ts";
import { relatedEvent } from "../triggers/announcement.ts";
import type { ActionResult, ActionWrite } from "./performer.ts";
import type { TriggeredAction } from "./triggered-action.ts";

/** Seconds between two events that may be said to follow each other: whoever waits for the first one need not wait long. */
const tightTiming = 300;

function followed({ triggering_event: event, triggered }: TriggeredAction): string | null {
  return event && Math.abs(triggered.since(event.occurred)) < tightTiming ? event.id : null;
}

function resourceOf({ automation: { id, name, trigger } }: TriggeredAction): Record<string, string> {
  return {
    "prefect.resource.id": `prefect.automation.${id}`,
    "prefect.resource.name": name,
    "prefect.trigger-type": trigger.type,
    ...(trigger.type === "event" && { "prefect.posture": trigger.posture }),
  };
}

/** How an action went. */
export interface ActionEnd {
  triggered: TriggeredAction;
  result: ActionResult;
  /** What it writes with that. */
  write?: ActionWrite;
}

/** The events that tell that an action was triggered, and how it went. */
export function actionEvents({ triggered, result: { reason, details, related } }: ActionEnd): Event[] {
  const { action, action_index, triggering_event: cause } = triggered;
  const payload = { action_index, action_type: action.type, invocation: triggered.id };
  const common = {
    resource: resourceOf(triggered),
    related: [
      ...related,
      relatedEvent(triggered.automation_triggered_event_id, "automation-triggered-event"),
      ...(cause ? [relatedEvent(cause.id, "triggering-event")] : []),
    ],
  };
  const first = {
    ...common,
    id: uuid7(),
    occurred: triggered.triggered,
    event: "prefect.automation.action.triggered",
    payload,
    follows: followed(triggered),
  };
  const second = {
    ...common,
    id: uuid7(),
    occurred: Timestamp.now(),
    event: `prefect.automation.action.${reason === undefined ? "executed" : "failed"}`,
    payload: { ...payload, ...(reason !== undefined && { reason }), ...details },
    follows: first.id,
  };
  return [first, second];
}
