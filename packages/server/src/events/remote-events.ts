import type { Database, Transaction } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Logger } from "pino";
import { readEventsByIds, readEventsSince } from "../models/events.ts";
import { uuid7 } from "../ids.ts";
import type { ReceivedEvent } from "./received-event.ts";

const channel = "prefect_ts_events";
/** As many ids as a notification holds. */
const idsToAMessage = 200;
/** After a lost connection, so many of the events that came meanwhile are looked up. */
const mostMissed = 1000;

/** Events that other servers of the database take in, while anybody here wants to know of them. */
export class RemoteEvents {
  private readonly database: Database;
  private readonly log: Logger;
  private readonly origin = uuid7();
  private readonly deliver: (events: readonly ReceivedEvent[]) => void;
  private stopListening: (() => void) | undefined;
  private watchers = 0;
  private latest = Timestamp.now();
  private reading: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Logger, deliver: (events: readonly ReceivedEvent[]) => void) {
    this.database = database;
    this.log = log;
    this.deliver = deliver;
  }

  /** Tells the other servers of events that a transaction keeps. */
  announce(tx: Transaction, events: readonly ReceivedEvent[]): void {
    if (!this.database.hasSeveralServers) return;
    for (let at = 0; at < events.length; at += idsToAMessage) {
      const ids = events.slice(at, at + idsToAMessage).map(({ id }) => id);
      tx.notify(channel, [this.origin, ...ids].join(" "));
    }
  }

  /** Somebody watches; answers how to stop. */
  watch(): () => void {
    this.watchers++;
    if (!this.stopListening) {
      this.latest = Timestamp.now();
      this.stopListening = this.database.listen(channel, (message) => this.hear(message));
    }
    return () => {
      if (--this.watchers > 0) return;
      this.stopListening?.();
      this.stopListening = undefined;
    };
  }

  private hear(message: string | null): void {
    const [origin, ...ids] = message?.split(" ") ?? [];
    if (origin === this.origin) return;
    this.reading = this.reading.then(() => this.read(message === null ? undefined : ids));
  }

  private async read(ids: readonly string[] | undefined): Promise<void> {
    try {
      const events = await this.database.read((session) =>
        ids ? readEventsByIds(session, ids) : readEventsSince(session, this.latest, mostMissed),
      );
      const last = events.at(-1);
      if (last?.received.isAfter(this.latest)) this.latest = last.received;
      this.deliver(events);
    } catch (error) {
      this.log.warn({ err: error }, "events of another server could not be read, and are not shown live");
    }
  }
}
