import type { Database, Session, Transaction } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Logger } from "pino";
import { uuid7 } from "../ids.ts";

/** As many ids as a notification holds. */
const idsToAMessage = 200;
/** After a lost connection, so much of what came meanwhile is looked up. */
const mostMissed = 1000;

/** What is relayed, and where it stands in the database. */
export interface Relayed<T> {
  /** PostgreSQL's channel. */
  channel: string;
  /** As logs name them. */
  what: string;
  readByIds(session: Session, ids: readonly string[]): Promise<T[]>;
  /** The first that were taken in after an instant. */
  readSince(session: Session, since: Timestamp, limit: number): Promise<T[]>;
  takenIn(item: T): Timestamp | null;
}

/**
 * What other servers of the database take in, while anybody here wants to know of it. A notification holds ids; the rows
 * are read.
 */
export class NotifiedRelay<T extends { id: string }> {
  private readonly database: Database;
  private readonly log: Logger;
  private readonly relayed: Relayed<T>;
  private readonly origin = uuid7();
  private readonly deliver: (items: readonly T[]) => void;
  private stopListening: (() => void) | undefined;
  private watchers = 0;
  private latest = Timestamp.now();
  private reading: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Logger, relayed: Relayed<T>, deliver: (items: readonly T[]) => void) {
    this.database = database;
    this.log = log;
    this.relayed = relayed;
    this.deliver = deliver;
  }

  /** Tells the other servers of what a transaction keeps, with one statement. */
  announce(tx: Transaction, items: readonly T[]): void {
    if (!this.database.hasSeveralServers || items.length === 0) return;
    const messages: string[] = [];
    for (let at = 0; at < items.length; at += idsToAMessage) {
      const ids = items.slice(at, at + idsToAMessage).map(({ id }) => id);
      messages.push([this.origin, ...ids].join(" "));
    }
    tx.notify(this.relayed.channel, ...messages);
  }

  /** Somebody watches; answers how to stop. */
  watch(): () => void {
    this.watchers++;
    if (!this.stopListening) {
      this.latest = Timestamp.now();
      this.stopListening = this.database.listen(this.relayed.channel, (message) => this.hear(message));
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
    const { what, readByIds, readSince, takenIn } = this.relayed;
    try {
      const items = await this.database.read((session) =>
        ids ? readByIds(session, ids) : readSince(session, this.latest, mostMissed),
      );
      if (ids) items.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      const last = items.at(-1);
      const latest = last && takenIn(last);
      if (latest?.isAfter(this.latest)) this.latest = latest;
      this.deliver(items);
    } catch (error) {
      this.log.warn({ err: error }, `${what} of another server could not be read, and are not shown live`);
    }
  }
}
