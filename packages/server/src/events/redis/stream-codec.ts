import { Log } from "@prefect-ts/schemas/log";
import { ReceivedEvent as Received } from "@prefect-ts/schemas/event";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { parseJsonBody } from "@prefect-ts/schemas/validation/json";
import { type ReceivedEvent, toReceivedEvent } from "../received-event.ts";
import type { StreamEntry } from "./stream-replies.ts";

/** A message as it stands in a stream, with fields of the same names. */
export interface StreamMessage {
  data: string;
  /** JSON. */
  attributes: string;
}

/** How something is written into a stream of the reference. */
export interface StreamCodec<T> {
  /** The stream's key. */
  stream: string;
  /** The attribute that holds the id. */
  idAttribute: string;
  encode(item: T): StreamMessage;
  /** Throws where it is no such thing. */
  decode(data: unknown): T;
}

export const eventCodec: StreamCodec<ReceivedEvent> = {
  stream: "events",
  idAttribute: "id",
  encode: (event) => ({
    data: JSON.stringify(toReceivedEvent(event)),
    attributes: JSON.stringify({ id: event.id, event: event.event }),
  }),
  decode(data) {
    const event = parse(Received, data);
    return { ...event, received: event.received ?? event.occurred };
  },
};

export const logCodec: StreamCodec<Log> = {
  stream: "logs",
  idAttribute: "log_id",
  encode: ({ id, created, updated, name, level, message, timestamp, flow_run_id, task_run_id }) => ({
    data: JSON.stringify({ id, created, updated, name, level, message, timestamp, flow_run_id, task_run_id }),
    attributes: JSON.stringify({ log_id: id }),
  }),
  decode: (data) => parse(Log, data),
};

/** What a message is about. Throws where it is not what the stream is for. */
export function decodeEntry<T>({ decode }: StreamCodec<T>, { id, fields }: StreamEntry): T {
  const parsed = parseJsonBody(fields?.get("data") ?? "");
  if (!parsed.ok) throw new TypeError(`the data of message ${id} are not JSON`);
  return decode(parsed.value);
}

/** The id of what a message is about, without reading all of it; undefined where it does not say. */
export function entryId(
  { idAttribute }: Pick<StreamCodec<unknown>, "idAttribute">,
  { fields }: StreamEntry,
): string | undefined {
  const parsed = parseJsonBody(fields?.get("attributes") ?? "");
  const id: unknown = parsed.ok ? Reflect.get(Object(parsed.value), idAttribute) : undefined;
  return typeof id === "string" ? id : undefined;
}
