import type { Database, Session, Transaction } from "@prefect-ts/database/database";
import type { Event } from "@prefect-ts/schemas/event";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Logger } from "pino";

/** A write of the server: what it emits goes out once it is durable, and never if it is rolled back. */
export interface Tx extends Transaction {
  emit(event: Event): void;
}

/** Takes events in; resolves when they are durable or held in a bounded queue that pushes back. */
export interface EventSink {
  publish(events: readonly Event[]): Promise<void>;
}

/** What every route and service works with. */
export interface ServerContext {
  readonly settings: Settings;
  readonly database: Database;
  readonly events: EventSink;
  readonly log: Logger;
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export function createContext(parts: Pick<ServerContext, "settings" | "database" | "events" | "log">): ServerContext {
  const { database, events, log } = parts;
  return {
    ...parts,
    read: (work) => database.read(work),
    write: (work) =>
      database.write(async (transaction) => {
        const emitted: Event[] = [];
        const value = await work({ ...transaction, emit: (event) => emitted.push(event) });
        if (emitted.length > 0) {
          transaction.afterCommit(() => {
            events
              .publish(emitted)
              .catch((error: unknown) => log.error({ err: error }, "events could not be published"));
          });
        }
        return value;
      }),
  };
}
