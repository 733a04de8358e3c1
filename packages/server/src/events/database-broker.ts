import type { Database } from "@prefect-ts/database/database";
import type { Log } from "@prefect-ts/schemas/log";
import type { Logger } from "pino";
import { readEventsByIds, readEventsSince } from "../models/events.ts";
import { readLogsByIds, readLogsSince } from "../models/live-logs.ts";
import type { Broker, Deliver, Relay } from "./broker.ts";
import { NotifiedRelay, type Relayed } from "./notified-relay.ts";
import type { ReceivedEvent } from "./received-event.ts";

const relayedEvents: Relayed<ReceivedEvent> = {
  channel: "prefect_ts_events",
  what: "events",
  readByIds: readEventsByIds,
  readSince: readEventsSince,
  takenIn: ({ received }) => received,
};

const relayedLogs: Relayed<Log> = {
  channel: "prefect_ts_logs",
  what: "log lines",
  readByIds: readLogsByIds,
  readSince: readLogsSince,
  takenIn: ({ updated }) => updated,
};

/** Servers of one database tell each other what to read in it. */
export class DatabaseBroker implements Broker {
  private readonly database: Database;
  private readonly log: Logger;

  constructor(database: Database, log: Logger) {
    this.database = database;
    this.log = log;
  }

  relayEvents(deliver: Deliver<ReceivedEvent>): Relay<ReceivedEvent> {
    return new NotifiedRelay(this.database, this.log, relayedEvents, deliver);
  }

  relayLogs(deliver: Deliver<Log>): Relay<Log> {
    return new NotifiedRelay(this.database, this.log, relayedLogs, deliver);
  }

  async close(): Promise<void> {}
}
