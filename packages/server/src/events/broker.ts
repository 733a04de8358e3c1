import type { Transaction } from "@prefect-ts/database/database";
import type { Log } from "@prefect-ts/schemas/log";
import type { ReceivedEvent } from "./received-event.ts";

/** The way from the servers that take something in to those that want to know of it. */
export interface Relay<T> {
  /** Tells the other servers of what a transaction keeps, once it is durable. */
  announce(tx: Transaction, items: readonly T[]): void;
  /** Somebody here wants to know of what others take in; answers how to stop. */
  watch(): () => void;
}

/** Handed what other servers took in. */
export type Deliver<T> = (items: readonly T[]) => void;

/** Work on events that servers of several kinds share: each event goes to one of the servers that take part. */
export interface SharedWork {
  /**
   * Calls with events of this server once they were handed over to those who share the work on them, or could not be.
   * Answers how to stop.
   */
  onSent(listener: (events: readonly ReceivedEvent[], wasSent: boolean) => Promise<void>): () => void;
  /**
   * Takes part in the work of a group: what `handle` throws at comes again. `foreignOnly` leaves out what this server
   * sent.
   */
  consume(
    group: string,
    handle: (events: readonly ReceivedEvent[]) => Promise<void>,
    options?: { foreignOnly?: boolean },
  ): void;
  /** Takes no more part; resolves when what it had in hand is handled. */
  leave(): Promise<void>;
}

/** The settings name a broker that there is not, or that cannot be used; the message is one line: why, and what to do. */
export class BrokerError extends Error {
  override name = "BrokerError";
}

/** What carries events and log lines between servers. */
export interface Broker {
  /** Where servers of other kinds have a part in the work on events. */
  readonly sharedWork?: SharedWork;
  relayEvents(deliver: Deliver<ReceivedEvent>): Relay<ReceivedEvent>;
  relayLogs(deliver: Deliver<Log>): Relay<Log>;
  /** Resolves when what was on its way is sent. */
  close(): Promise<void>;
}
