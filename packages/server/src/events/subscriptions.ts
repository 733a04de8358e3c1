import type { Logger } from "pino";
import type { ReceivedEvent } from "./received-event.ts";

/** Takes events that are durable, new ones only, in order. The next ones come once it is done with these. */
export type EventHandler = (events: readonly ReceivedEvent[]) => void | Promise<void>;

/** Events that one subscriber may have waiting before the others wait for it. */
const largestBacklog = 10_000;

interface Subscriber {
  readonly name: string;
  readonly handle: EventHandler;
  waiting: number;
  last: Promise<void>;
}

/** Hands events to what inside this process reacts to them. */
export class Subscriptions {
  private readonly subscribers = new Set<Subscriber>();
  private readonly log: Logger;

  constructor(log: Logger) {
    this.log = log;
  }

  /** Answers how to end the subscription. An error of the handler is logged under `name` and ends nothing. */
  add(name: string, handle: EventHandler): () => void {
    const subscriber: Subscriber = { name, handle, waiting: 0, last: Promise.resolve() };
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }

  deliver(events: readonly ReceivedEvent[]): void {
    if (events.length === 0) return;
    for (const subscriber of this.subscribers) {
      subscriber.waiting += events.length;
      subscriber.last = this.handleNext(subscriber, events);
    }
  }

  /** Resolves when no subscriber is too far behind. */
  async caughtUp(most = largestBacklog): Promise<void> {
    for (const subscriber of this.subscribers) if (subscriber.waiting > most) await subscriber.last;
  }

  private async handleNext(subscriber: Subscriber, events: readonly ReceivedEvent[]): Promise<void> {
    await subscriber.last;
    try {
      await subscriber.handle(events);
    } catch (error) {
      this.log.error({ err: error, subscriber: subscriber.name }, "events could not be handled");
    } finally {
      subscriber.waiting -= events.length;
    }
  }
}
