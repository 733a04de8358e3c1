import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Transaction } from "@prefect-ts/database/database";
import { DatabaseBusyError, DatabaseUnavailableError } from "@prefect-ts/database/errors";
import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Logger } from "pino";
import type { EventSink } from "../context.ts";
import type { Broker, Relay } from "./broker.ts";
import { DatabaseBroker } from "./database-broker.ts";
import { EventQueue, type PublishedEvents } from "./event-queue.ts";
import { persistEvents } from "./persister.ts";
import { isLargerThan, type QueuedEvent, queuedEvent, type ReceivedEvent } from "./received-event.ts";
import { type EventHandler, Subscriptions } from "./subscriptions.ts";
import { TaskRunRecorder } from "./task-run-recorder.ts";

/** Events to a transaction: requests that wait behind it wait some thirty milliseconds. */
export const largestBatch = 500;
/** How long events wait for company where nobody waits for them: commits cost more than rows. */
const othersAfterMs = 100;
/** The same where somebody does: until as many wait as did last time, within these bounds. */
const leastPauseMs = 3;
const mostPauseMs = 20;
/** Characters of JSON that may wait in memory. */
const largestQueue = 32 * 1024 * 1024;
const firstRetryMs = 50;
const lastRetryMs = 5000;
/** How long a closing server keeps trying to write what it took in. */
const closeTimeoutMs = 10_000;

export interface PipelineParts {
  settings: Settings;
  database: Database;
  log: Logger;
  /** What tells other servers of events; the database by default. */
  broker?: Broker;
}

/** Writes what belongs to events that are new, in the transaction that keeps them. */
export type EventCompanion = (tx: Transaction, events: readonly ReceivedEvent[]) => void;

const isTransient = (error: unknown) => error instanceof DatabaseBusyError || error instanceof DatabaseUnavailableError;

function* chunks<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

/**
 * Where events go once what they tell of is durable: into the database, then, if they are new, to what reacts to them.
 * Task runs that they tell of are recorded before they count as published.
 */
export class EventPipeline implements EventSink {
  private readonly database: Database;
  private readonly log: Logger;
  private readonly queue: EventQueue;
  private readonly recorder: TaskRunRecorder;
  private readonly subscriptions: Subscriptions;
  /** Those who are told of the events of other servers too. */
  private readonly watchers: Subscriptions;
  private readonly relay: Relay<ReceivedEvent>;
  private readonly companions: EventCompanion[] = [];
  private readonly largestEvent: number;
  /** When what waits is to be written, on the monotonic clock. */
  private dueAt = Number.POSITIVE_INFINITY;
  /** Publications that somebody waits for, since when, and how many there were when events were written last. */
  private awaited = 0;
  private awaitedSince = 0;
  private lastAwaited = 0;
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private closesAt: number | undefined;

  constructor({ settings, database, log, broker = new DatabaseBroker(database, log) }: PipelineParts) {
    this.database = database;
    this.log = log;
    const events = settings.get("PREFECT_SERVER_SERVICES_EVENT_PERSISTER_QUEUE_MAX_SIZE");
    this.queue = new EventQueue({ events, size: largestQueue });
    this.recorder = new TaskRunRecorder(database, log);
    this.subscriptions = new Subscriptions(log);
    this.watchers = new Subscriptions(log);
    this.relay = broker.relayEvents((fresh) => this.watchers.deliver(fresh));
    this.largestEvent = settings.get("PREFECT_SERVER_EVENTS_MAXIMUM_SIZE_BYTES");
  }

  /** Resolves when the events are durable. Throws DatabaseBusyError when too many wait. */
  async publish(events: readonly Event[], { isAwaited } = { isAwaited: true }): Promise<void> {
    const queued = this.takeIn(events);
    await Promise.all([...chunks(queued, largestBatch)].map((part) => this.enqueue(part, isAwaited)));
  }

  /** As {@link publish}, for whoever can wait until there is room: of {@link largestBatch} events at most. */
  async publishWhenRoom(events: readonly Event[]): Promise<void> {
    while (this.queue.isFull) await this.queue.room();
    await this.publish(events);
  }

  async keep(tx: Transaction, events: readonly Event[]): Promise<void> {
    const fresh = await this.persist(tx, this.takeIn(events));
    tx.afterCommit(() => this.subscriptions.deliver(fresh));
  }

  /** Keeps events that another server took in, where it left that to those who share the work. Others hear of them from it. */
  async keepShared(events: readonly ReceivedEvent[]): Promise<void> {
    const queued = events.map((event) => queuedEvent(event, event.received)).filter((one) => this.isAcceptable(one));
    await this.database.write((tx) => persistEvents(tx, queued));
  }

  /** Records the task runs of such events. */
  recordShared(events: readonly ReceivedEvent[]): Promise<void> {
    return this.recorder.record(events);
  }

  /** Has `companion` write with all new events from now on. */
  accompany(companion: EventCompanion): void {
    this.companions.push(companion);
  }

  /** Hands every event that is new and durable to `handler`, in order; answers how to stop. */
  subscribe(name: string, handler: EventHandler): () => void {
    return this.subscriptions.add(name, handler);
  }

  /** As {@link subscribe}, and those that other servers take in. */
  watch(name: string, handler: EventHandler): () => void {
    const stops = [this.subscribe(name, handler), this.watchers.add(name, handler), this.relay.watch()];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Writes what was published, then stops. */
  async close(): Promise<void> {
    this.closesAt = performance.now() + closeTimeoutMs;
    this.arrange();
    while (this.flushing) await this.flushing;
    await this.subscriptions.caughtUp(0);
  }

  private takeIn(events: readonly Event[]): QueuedEvent[] {
    const received = Timestamp.now();
    return events.map((event) => queuedEvent(event, received)).filter((one) => this.isAcceptable(one));
  }

  private isAcceptable(queued: QueuedEvent): boolean {
    if (!isLargerThan(queued, this.largestEvent)) return true;
    const { id, event } = queued.event;
    this.log.warn(
      { event: id, name: event.slice(0, 100) },
      `an event larger than ${this.largestEvent} bytes is dropped`,
    );
    return false;
  }

  private enqueue(events: readonly QueuedEvent[], isAwaited: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ events, resolve, reject });
      const dueAt = isAwaited ? this.countAwaited() : performance.now() + othersAfterMs;
      const isSooner = dueAt < this.dueAt;
      if (isSooner) this.dueAt = dueAt;
      if (isSooner || this.queue.length >= largestBatch || this.closesAt !== undefined) this.arrange();
    });
  }

  /** Counts one more publication that somebody waits for; answers when all of them are to be written. */
  private countAwaited(): number {
    if (this.awaited === 0) this.awaitedSince = performance.now();
    this.awaited++;
    return this.awaitedSince + (this.awaited < this.lastAwaited ? mostPauseMs : leastPauseMs);
  }

  /** Has what waits written when its time has come, or enough of it is there. */
  private arrange(): void {
    if (this.flushing || !this.queue.hasWaiting) return;
    clearTimeout(this.timer);
    const isEnough = this.queue.length >= largestBatch || this.closesAt !== undefined;
    const pause = this.dueAt - performance.now();
    if (!isEnough && pause > 0) {
      this.timer = setTimeout(() => this.arrange(), pause);
      return;
    }
    this.flushing = this.flush().finally(() => {
      this.flushing = undefined;
      this.arrange();
    });
  }

  private async flush(): Promise<void> {
    const batch = this.queue.take(largestBatch);
    this.lastAwaited = this.awaited;
    this.awaited = 0;
    this.dueAt = this.queue.hasWaiting ? performance.now() : Number.POSITIVE_INFINITY;
    await this.settle(batch);
    this.queue.done(batch);
    await this.subscriptions.caughtUp();
  }

  private async settle(batch: readonly PublishedEvents[]): Promise<void> {
    try {
      await this.writePatiently(batch.flatMap(({ events }) => events));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length === 1 || isTransient(error)) {
        this.log.error({ err: error, events: batch.flatMap(({ events }) => events).length }, "events are lost");
        for (const { reject } of batch) reject(error);
        return;
      }
      // One publication that cannot be written must not take the others with it.
      for (const published of batch) await this.settle([published]);
    }
  }

  /** Tries again for as long as the database is in use by others, or full: the queue holds back whoever publishes. */
  private async writePatiently(events: readonly QueuedEvent[]): Promise<void> {
    for (let pause = firstRetryMs; ; pause = Math.min(pause * 2, lastRetryMs)) {
      try {
        await this.write(events);
        return;
      } catch (error) {
        if (!isTransient(error) || performance.now() > (this.closesAt ?? Number.POSITIVE_INFINITY)) throw error;
        this.log.warn({ err: error, events: this.queue.length }, "events wait for the database");
        await sleep(pause);
      }
    }
  }

  private async persist(tx: Transaction, queued: readonly QueuedEvent[]): Promise<ReceivedEvent[]> {
    const fresh = (await persistEvents(tx, queued)).map(({ event }) => event);
    for (const companion of this.companions) companion(tx, fresh);
    this.relay.announce(tx, fresh);
    return fresh;
  }

  /** Both writes wait in the database's queue together, so one commit keeps them. */
  private async write(events: readonly QueuedEvent[]): Promise<void> {
    const [fresh] = await Promise.all([
      this.database.write((tx) => this.persist(tx, events)),
      this.recorder.record(events.map(({ event }) => event)),
    ]);
    this.subscriptions.deliver(fresh);
  }
}
