import type { Database, Session, Transaction } from "@prefect-ts/database/database";
import type { Automation } from "@prefect-ts/schemas/automation";
import type { Event } from "@prefect-ts/schemas/event";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Logger } from "pino";
import { Cleanups } from "./cleanups/cleanups.ts";
import type { Broker } from "./events/broker.ts";
import { DatabaseBroker } from "./events/database-broker.ts";
import { LiveFeed } from "./events/live-feed.ts";
import { LiveLogs } from "./events/live-logs.ts";
import { TaskWorkers } from "./models/task-workers.ts";
import { OutboundClient } from "./outbound/request.ts";
import { TaskQueues } from "./task-queues.ts";

/** A work pool is not what its workers were told last, or is no more. */
export interface PoolChange {
  poolId: string;
  isDeleted: boolean;
}

/** An automation as it is now; none where it was deleted. */
export interface AutomationChange {
  id: string;
  automation: Automation | undefined;
}

/** A write of the server: what it emits goes out once it is durable, and never if it is rolled back. */
export interface Tx extends Transaction {
  readonly settings: Settings;
  readonly taskQueues: TaskQueues;
  readonly poolChanges: LiveFeed<PoolChange>;
  readonly changedDeployments: LiveFeed<string>;
  readonly automationChanges: LiveFeed<AutomationChange>;
  emit(event: Event): void;
}

/** Takes events in; resolves when they are durable or held in a bounded queue that pushes back. */
export interface EventSink {
  /** Resolves when the events are durable; those for which nobody waits may take a little longer, in company. */
  publish(events: readonly Event[], options?: { isAwaited: boolean }): Promise<void>;
  /** Keeps events with what `tx` writes; they are handed on once it is durable, and are none if it is rolled back. */
  keep(tx: Transaction, events: readonly Event[]): Promise<void>;
}

/** What every route and service works with. */
export interface ServerContext {
  readonly settings: Settings;
  readonly database: Database;
  readonly events: EventSink;
  readonly log: Logger;
  /** The background task runs that wait for a worker. */
  readonly taskQueues: TaskQueues;
  /** The workers that serve them, as far as they are connected here. */
  readonly taskWorkers: TaskWorkers;
  /** Changes of work pools once they are durable, for the workers that are connected here. */
  readonly poolChanges: LiveFeed<PoolChange>;
  /** Deployments whose runs are to be planned anew, once that is durable. */
  readonly changedDeployments: LiveFeed<string>;
  /** Changes of automations once they are durable. */
  readonly automationChanges: LiveFeed<AutomationChange>;
  /** Infrastructure for the workers to remove. */
  readonly cleanups: Cleanups;
  /** For requests to other servers. */
  readonly outbound: OutboundClient;
  /** Log lines as they are kept, for those who watch. */
  readonly liveLogs: LiveLogs;
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** As `read`, for lists and counts, which may look at much. */
  readWide<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** As `read`, where several queries must see the database as of one instant. */
  readSnapshot<T>(work: (session: Session) => Promise<T>): Promise<T>;
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** As `write`, for work that mostly adds rows: see `Database.writeShared`. */
  writeShared<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export interface ContextParts extends Pick<ServerContext, "settings" | "database" | "events" | "log"> {
  /** The database's own by default. */
  broker?: Broker;
}

export function createContext({ broker: given, ...parts }: ContextParts): ServerContext {
  const { settings, database, events, log } = parts;
  const broker = given ?? new DatabaseBroker(database, log);
  const taskQueues = new TaskQueues({
    scheduled: settings.get("PREFECT_SERVER_TASKS_SCHEDULING_MAX_SCHEDULED_QUEUE_SIZE"),
    retry: settings.get("PREFECT_SERVER_TASKS_SCHEDULING_MAX_RETRY_QUEUE_SIZE"),
  });
  const poolChanges = new LiveFeed<PoolChange>();
  const changedDeployments = new LiveFeed<string>();
  const automationChanges = new LiveFeed<AutomationChange>();
  const inTx =
    <T>(work: (tx: Tx) => Promise<T>) =>
    async (transaction: Transaction): Promise<T> => {
      const emitted: Event[] = [];
      const emit = (event: Event) => emitted.push(event);
      const own = { settings, taskQueues, poolChanges, changedDeployments, automationChanges, emit };
      const value = await work({ ...transaction, ...own });
      if (emitted.length > 0) {
        transaction.afterCommit(() => {
          events
            .publish(emitted, { isAwaited: false })
            .catch((error: unknown) => log.error({ err: error }, "events could not be published"));
        });
      }
      return value;
    };
  return {
    ...parts,
    taskQueues,
    poolChanges,
    changedDeployments,
    automationChanges,
    cleanups: new Cleanups(database, log, {
      leaseSeconds: settings.get("PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS"),
      mostDeliveries: settings.get("PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_MAX_DELIVERY_ATTEMPTS"),
    }),
    taskWorkers: new TaskWorkers(),
    outbound: new OutboundClient(),
    liveLogs: new LiveLogs(settings, broker),
    read: (work) => database.read(work),
    readWide: (work) => database.readWide(work),
    readSnapshot: (work) => database.readSnapshot(work),
    write: (work) => database.write(inTx(work)),
    writeShared: (work) => database.writeShared(inTx(work)),
  };
}
