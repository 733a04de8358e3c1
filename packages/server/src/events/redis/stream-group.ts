import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseBusyError, DatabaseUnavailableError } from "@prefect-ts/database/errors";
import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { RedisLink } from "./connection.ts";
import type { ConsumerPolicy } from "./consumer-policy.ts";
import { putAside } from "./dead-letters.ts";
import { readPatiently } from "./read-patiently.ts";
import { decodeEntry, type StreamCodec } from "./stream-codec.ts";
import { firstId } from "./stream-ids.ts";
import { entriesClaimed, entriesRead, type StreamEntry } from "./stream-replies.ts";

/** Messages to a read. */
const mostAtOnce = 100;
/** How long the consumer waits for a database that is away. */
const databasePauseMs = 1000;

export interface GroupParts<T> {
  link: RedisLink;
  log: Logger;
  policy: ConsumerPolicy;
  codec: StreamCodec<T>;
  group: string;
  handle: (items: readonly T[]) => Promise<void>;
  /** Whether there is anything to handle in a message; the others are acknowledged as they are. */
  isWanted: (entry: StreamEntry) => boolean;
}

const isAway = (error: unknown) => error instanceof DatabaseBusyError || error instanceof DatabaseUnavailableError;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * A consumer of a group: each message of the stream goes to one of the group's consumers, on whichever server. It is
 * acknowledged once it is handled; one that its consumer kept for too long is taken from it, one that keeps failing is put
 * aside.
 */
export class StreamGroup<T> {
  private readonly parts: GroupParts<T>;
  private readonly consumer: string;
  private readonly reader: Redis;
  private readonly stopping = new AbortController();
  private readonly failures = new Map<string, number>();
  private readonly running: Promise<void>;
  private handling: Promise<unknown> | undefined;
  private claimedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: GroupParts<T>) {
    this.parts = parts;
    this.consumer = `${parts.group}-${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
    this.reader = parts.link.openReader(parts.policy.blockMs);
    this.running = readPatiently(this.stopping.signal, parts, () => this.read());
  }

  /** Handles what it has in hand, and leaves the group. */
  async stop(): Promise<void> {
    const { link, codec, group, log } = this.parts;
    this.stopping.abort();
    // A read that waits for a message ends by itself; one that waits for Redis to come back does not.
    if (this.reader.status === "ready") {
      const lost = new Promise((resolve) => this.reader.once("close", resolve));
      await Promise.race([this.running, lost]);
    }
    link.closeReader(this.reader);
    await this.handling;
    if (!link.isUp) return;
    try {
      const left = await link.control.xpending(codec.stream, group, "-", "+", 1, this.consumer);
      if (left.length === 0) await link.control.xgroup("DELCONSUMER", codec.stream, group, this.consumer);
    } catch (error) {
      log.debug({ err: error, group }, "a consumer stays in its group of Redis");
    }
  }

  private async read(): Promise<void> {
    const { policy, codec, group } = this.parts;
    await this.makeGroup();
    while (!this.stopping.signal.aborted) {
      if (performance.now() - this.claimedAt >= policy.minIdleMs) await this.claim();
      if (this.stopping.signal.aborted) return;
      const place = ["STREAMS", codec.stream, ">"] as const;
      const reply = await this.reader.xreadgroup(
        ...(["GROUP", group, this.consumer, "COUNT", mostAtOnce, "BLOCK", policy.blockMs, ...place] as const),
      );
      await this.take(entriesRead(reply));
    }
  }

  private async makeGroup(): Promise<void> {
    const { codec, group, policy } = this.parts;
    try {
      await this.reader.xgroup("CREATE", codec.stream, group, policy.startingId, "MKSTREAM");
    } catch (error) {
      if (!messageOf(error).startsWith("BUSYGROUP")) throw error;
    }
  }

  /** Takes over what consumers have had in hand for too long, this one included. */
  private async claim(): Promise<void> {
    const { codec, group, policy } = this.parts;
    const { stream } = codec;
    this.claimedAt = performance.now();
    let start = firstId;
    do {
      const { consumer } = this;
      const reply = await this.reader.xautoclaim(stream, group, consumer, policy.minIdleMs, start, "COUNT", mostAtOnce);
      const { next, entries } = entriesClaimed(reply);
      await this.take(entries);
      start = next;
    } while (start !== firstId && !this.stopping.signal.aborted);
  }

  private async take(entries: readonly StreamEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { isWanted } = this.parts;
    const isLeft = (entry: StreamEntry) => entry.fields !== undefined && isWanted(entry);
    const handling = this.handle(entries.filter(isLeft));
    this.handling = handling;
    const done = new Set(await handling);
    const ids = entries.filter((entry) => done.has(entry.id) || !isLeft(entry)).map(({ id }) => id);
    for (const id of ids) this.failures.delete(id);
    const { codec, group } = this.parts;
    if (ids.length > 0) await this.reader.xack(codec.stream, group, ...ids);
  }

  /** Answers the messages that are done with. */
  private async handle(entries: readonly StreamEntry[]): Promise<string[]> {
    if (entries.length === 0) return [];
    const { codec, handle, log, group } = this.parts;
    try {
      await handle(entries.map((entry) => decodeEntry(codec, entry)));
      return entries.map(({ id }) => id);
    } catch (error) {
      if (isAway(error)) {
        log.warn({ err: error, group }, "messages of Redis wait for the database");
        await sleep(databasePauseMs, undefined, { signal: this.stopping.signal }).catch(() => {});
        return [];
      }
      const [only, another] = entries;
      if (only && !another) return (await this.isGivenUp(only, error)) ? [only.id] : [];
    }
    const done: string[] = [];
    for (const entry of entries) done.push(...(await this.handle([entry])));
    return done;
  }

  private async isGivenUp(entry: StreamEntry, error: unknown): Promise<boolean> {
    const { policy, group, log, link } = this.parts;
    const failures = (this.failures.get(entry.id) ?? 0) + 1;
    this.failures.set(entry.id, failures);
    if (failures <= policy.maxRetries) return false;
    log.error({ err: error, group, message: entry.id }, "a message of Redis could not be handled, and is put aside");
    await putAside(link.control, entry, failures);
    return true;
  }
}
