import { DatabaseBusyError } from "@prefect-ts/database/errors";
import type { QueuedEvent } from "./received-event.ts";

/** Events that were published together, and whoever waits for them. */
export interface PublishedEvents {
  readonly events: readonly QueuedEvent[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export interface QueueLimits {
  events: number;
  /** Characters of JSON. */
  size: number;
}

const sizeOf = (events: readonly QueuedEvent[]) => events.reduce((sum, event) => sum + event.size, 0);

/** Events in memory that wait for the database: so many and no more. */
export class EventQueue {
  private readonly limits: QueueLimits;
  private readonly waiting: PublishedEvents[] = [];
  private readonly roomAwaited: (() => void)[] = [];
  private size = 0;
  length = 0;

  constructor(limits: QueueLimits) {
    this.limits = limits;
  }

  get isFull(): boolean {
    return this.length >= this.limits.events || this.size >= this.limits.size;
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Throws DatabaseBusyError when the queue is full. */
  push(published: PublishedEvents): void {
    if (this.isFull) throw new DatabaseBusyError(`${this.length} events wait to be written already; try again later`);
    this.waiting.push(published);
    this.length += published.events.length;
    this.size += sizeOf(published.events);
  }

  /** The next events, `most` of them unless one publication alone has more; they count until {@link done}. */
  take(most: number): PublishedEvents[] {
    let count = 0;
    let end = 0;
    for (const { events } of this.waiting) {
      if (end > 0 && count + events.length > most) break;
      count += events.length;
      end++;
    }
    return this.waiting.splice(0, end);
  }

  /** These are written or refused. */
  done(published: readonly PublishedEvents[]): void {
    for (const { events } of published) {
      this.length -= events.length;
      this.size -= sizeOf(events);
    }
    if (!this.isFull) for (const resume of this.roomAwaited.splice(0)) resume();
  }

  /** Resolves when the queue may take events again; others may have filled it by then. */
  room(): Promise<void> {
    return new Promise((resolve) => this.roomAwaited.push(resolve));
  }
}
