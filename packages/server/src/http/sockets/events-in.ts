import { Event } from "@prefect-ts/schemas/event";
import { compile } from "@prefect-ts/schemas/validation/compile";
import { parseJsonBody } from "@prefect-ts/schemas/validation/json";
import { largestBatch } from "../../events/pipeline.ts";
import { BadMessageError } from "./prefect-socket.ts";
import type { SocketHandler } from "./socket-route.ts";

function readEvent(text: string): Event | undefined {
  const parsed = parseJsonBody(text);
  if (!parsed.ok) return undefined;
  const checked = compile(Event)(parsed.value);
  return checked.ok ? checked.value : undefined;
}

/** Takes one event a message. The client asks by a ping whether all it sent so far is kept, and waits for the pong. */
export const eventsIn: SocketHandler = async (socket, { events }) => {
  const receive = () => socket.receiveMany(largestBatch);
  for (let texts = await receive(); texts; texts = await receive()) {
    const valid: Event[] = [];
    for (const text of texts) {
      const event = readEvent(text);
      if (!event) break;
      valid.push(event);
    }
    await events.publishWhenRoom(valid);
    if (valid.length < texts.length) throw new BadMessageError("a message is not an event");
  }
};
