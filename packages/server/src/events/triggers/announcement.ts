import type { Automation } from "@prefect-ts/schemas/automation";
import type { Firing } from "@prefect-ts/schemas/firing";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../../ids.ts";
import type { ReceivedEvent } from "../received-event.ts";

export const relatedEvent = (id: string, role: string): Record<string, string> => ({
  "prefect.resource.id": `prefect.event.${id}`,
  "prefect.resource.role": role,
});

/** The event that tells that an automation has triggered. */
export function announcementOf(automation: Automation, firing: Firing): ReceivedEvent {
  const { trigger, triggering_event: cause, triggering_labels } = firing;
  return {
    id: uuid7(),
    occurred: firing.triggered,
    received: Timestamp.now(),
    event: "prefect.automation.triggered",
    resource: {
      "prefect.resource.id": `prefect.automation.${automation.id}`,
      "prefect.resource.name": automation.name,
      ...(trigger.type === "event" && { "prefect.posture": trigger.posture }),
    },
    related: cause ? [relatedEvent(cause.id, "triggering-event")] : [],
    payload: { triggering_labels, triggering_event: cause },
    follows: null,
  };
}
