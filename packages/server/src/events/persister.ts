import { BulkInsert } from "@prefect-ts/database/bulk-insert";
import type { Transaction } from "@prefect-ts/database/database";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { QueuedEvent } from "./received-event.ts";

const events = new BulkInsert("events", [
  "occurred",
  "event",
  "resource_id",
  "resource",
  "related_resource_ids",
  "related",
  "payload",
  "received",
  "recorded",
  "follows",
  "id",
  "created",
  "updated",
]);

const resources = new BulkInsert("event_resources", [
  "occurred",
  "resource_id",
  "resource_role",
  "resource",
  "event_id",
  "id",
  "created",
  "updated",
]);

const idOf = (labels: Record<string, string>) => labels["prefect.resource.id"] ?? "";

function eventRow({ event, resource, related, payload }: QueuedEvent, now: Timestamp): unknown[] {
  return [
    event.occurred,
    event.event,
    idOf(event.resource),
    resource,
    json(event.related.map(idOf)),
    related,
    payload,
    event.received,
    now,
    event.follows,
    event.id,
    now,
    now,
  ];
}

/** A row for each resource of an event; its id and its role have columns of their own. */
function resourceRows({ event }: QueuedEvent, now: Timestamp): unknown[][] {
  return [event.resource, ...event.related].map((labels, index) => {
    const { "prefect.resource.id": id, "prefect.resource.role": role = "", ...rest } = labels;
    // Row ids that grow keep the index of the primary key to its last pages.
    return [event.occurred, id, index === 0 ? "" : role, json(rest), event.id, uuid7(), now, now];
  });
}

/** Writes events with their resources; answers those that were not there yet, in their order. */
export async function persistEvents(tx: Transaction, queued: readonly QueuedEvent[]): Promise<QueuedEvent[]> {
  const now = Timestamp.now();
  const distinct = [...new Map(queued.map((one) => [one.event.id, one])).values()];
  const inserted = await events.run(
    tx,
    distinct.map((one) => eventRow(one, now)),
  );
  const fresh = distinct.filter(({ event }) => inserted.has(event.id));
  resources.send(
    tx,
    fresh.flatMap((one) => resourceRows(one, now)),
  );
  return fresh;
}
