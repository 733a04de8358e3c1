import { Json } from "@prefect-ts/database/values";
import type { Event } from "@prefect-ts/schemas/event";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";

/** An event as the server took it in. */
export interface ReceivedEvent extends Event {
  received: Timestamp;
}

/** JSON that is text already, so that an event is written out once: for its size, and for its row. */
export class JsonText extends Json {
  readonly #text: string;

  constructor(value: unknown) {
    super(value);
    this.#text = super.text;
  }

  override get text(): string {
    return this.#text;
  }
}

/** An event that waits to be written, with the JSON of its columns. */
export interface QueuedEvent {
  readonly event: ReceivedEvent;
  readonly resource: JsonText;
  readonly related: JsonText;
  readonly payload: JsonText;
  /** Characters of its JSON, about. */
  readonly size: number;
}

/** What the fields with a fixed form take, names included. */
const fixedSize = 300;

export function queuedEvent(event: Event, received: Timestamp): QueuedEvent {
  const resource = new JsonText(event.resource);
  const related = new JsonText(event.related);
  const payload = new JsonText(event.payload);
  const size = resource.text.length + related.text.length + payload.text.length + event.event.length + fixedSize;
  return { event: { ...event, received }, resource, related, payload, size };
}

/** Whether the event as JSON is longer than `limit` bytes. */
export function isLargerThan({ event, size }: QueuedEvent, limit: number): boolean {
  // A character is three bytes of UTF-8 at most, so nearly every event is small without being measured.
  return size * 3 > limit && Buffer.byteLength(JSON.stringify(event)) > limit;
}

/** An event as the API shows it. */
export const toReceivedEvent = ({
  occurred,
  event,
  resource,
  related,
  payload,
  id,
  follows,
  received,
}: ReceivedEvent) => ({
  occurred,
  event,
  resource,
  related,
  payload,
  id,
  follows,
  received,
});
