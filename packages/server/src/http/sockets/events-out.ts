import { EventFilter } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { eventMatcher } from "../../events/event-matcher.ts";
import { type ReceivedEvent, toReceivedEvent } from "../../events/received-event.ts";
import { type EventPosition, readEventsAfter } from "../../models/events.ts";
import { readStreamRequest, sendLive, untilEnd } from "./live-out.ts";
import type { PrefectSocket } from "./prefect-socket.ts";
import type { SocketHandler, SocketParts } from "./socket-route.ts";

/** Events that may come in while older ones are still being sent; past that the client is cut, and starts again. */
const mostHeldBack = 10_000;
/** Backfilled events of which is remembered that they were sent: a live one is at most as late as its transaction. */
const mostRemembered = 1000;

const messageOf = (event: ReceivedEvent) => ({ type: "event", event: toReceivedEvent(event) });

/** What one client is sent: each event once, older ones first. */
class EventStream {
  private readonly socket: PrefectSocket;
  /** Live events that wait for the backfill; undefined once it is done. */
  private heldBack: Map<string, ReceivedEvent> | undefined;
  private readonly remembered = new Set<string>();

  constructor(socket: PrefectSocket, backfills: boolean) {
    this.socket = socket;
    this.heldBack = backfills ? new Map() : undefined;
  }

  live(event: ReceivedEvent): void {
    if (this.remembered.delete(event.id)) return;
    if (!this.heldBack) sendLive(this.socket, messageOf(event));
    else if (this.heldBack.size >= mostHeldBack) this.socket.drop();
    else this.heldBack.set(event.id, event);
  }

  /** Resolves when the events have left. */
  async older(events: readonly ReceivedEvent[]): Promise<void> {
    for (const { id } of events) if (!this.heldBack?.delete(id)) this.remember(id);
    await Promise.all(events.map((event) => this.socket.send(messageOf(event))));
  }

  backfilled(): void {
    const waiting = this.heldBack;
    this.heldBack = undefined;
    for (const event of waiting?.values() ?? []) sendLive(this.socket, messageOf(event));
  }

  private remember(id: string): void {
    this.remembered.add(id);
    if (this.remembered.size <= mostRemembered) return;
    const [oldest] = this.remembered;
    if (oldest !== undefined) this.remembered.delete(oldest);
  }
}

async function backfill(socket: PrefectSocket, stream: EventStream, filter: EventFilter, parts: SocketParts) {
  const { context } = parts;
  const pageSize = context.settings.get("PREFECT_SERVER_EVENTS_WEBSOCKET_BACKFILL_PAGE_SIZE");
  let position: EventPosition | undefined;
  while (socket.isOpen) {
    const after = position;
    const page = await context.read((session) => readEventsAfter(session, filter, after, pageSize));
    await stream.older(page);
    position = page.at(-1);
    if (page.length < pageSize) break;
  }
  stream.backfilled();
}

/** Sends the events that match a filter: those of the last minutes if the client wants them, then each as it comes. */
export const eventsOut: SocketHandler = async (socket, parts) => {
  const request = await readStreamRequest(socket, EventFilter);
  if (!request) return;
  const { settings } = parts.context;
  const earliest = Timestamp.now().plus(-settings.get("PREFECT_SERVER_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL"));
  const { since, until } = request.filter.occurred;
  const filter = { ...request.filter, occurred: { since: since.isBefore(earliest) ? earliest : since, until } };
  const matches = eventMatcher(filter);
  const stream = new EventStream(socket, request.backfill);
  const isLive = settings.get("PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED");
  const stop = parts.events.watch("live events of a client", (events) => {
    if (isLive) for (const event of events) if (matches(event)) stream.live(event);
  });
  try {
    await Promise.all([request.backfill ? backfill(socket, stream, filter, parts) : undefined, untilEnd(socket)]);
  } finally {
    stop();
  }
};
