import { RecentMap } from "@prefect-ts/database/recent-map";
import type { Transaction } from "@prefect-ts/database/database";
import type { Logger } from "pino";
import type { Deliver, Relay } from "../broker.ts";
import type { RedisLink } from "./connection.ts";
import { decodeEntry, entryId, type StreamCodec } from "./stream-codec.ts";
import type { StreamPublisher } from "./stream-publisher.ts";
import type { StreamEntry } from "./stream-replies.ts";
import { StreamTail } from "./stream-tail.ts";

/** Own items that are known again when they come back; they do so within moments. */
const mostRemembered = 20_000;

export interface StreamRelayParts<T> {
  link: RedisLink;
  log: Logger;
  publisher: StreamPublisher;
  codec: StreamCodec<T>;
  blockMs: number;
  /** Under which key an item is known as sent; none where it may be sent again. */
  deduplicationKey: (item: T) => string | undefined;
  deliver: Deliver<T>;
  /** Called with items that were sent, or could not be. */
  sent: (items: readonly T[], wasSent: boolean) => Promise<void>;
}

/** Writes into a stream what this server takes in, and hears there of what others do while anybody here watches. */
export class StreamRelay<T extends { id: string }> implements Relay<T> {
  private readonly parts: StreamRelayParts<T>;
  private readonly tail: StreamTail;
  private readonly own = new RecentMap<string, true>(mostRemembered);
  private readonly sending = new Set<Promise<void>>();
  private watchers = 0;

  constructor(parts: StreamRelayParts<T>) {
    this.parts = parts;
    const { link, log, codec, blockMs } = parts;
    const heard = (entries: readonly StreamEntry[]) => this.hear(entries);
    this.tail = new StreamTail(link, log, { stream: codec.stream, blockMs, heard });
  }

  /** How far those who watch have read; undefined where nobody does. */
  get watchedUpTo(): string | undefined {
    return this.tail.position;
  }

  /** Whether a message came from this server. */
  isOwn(entry: StreamEntry): boolean {
    return this.own.has(entryId(this.parts.codec, entry) ?? "");
  }

  announce(tx: Transaction, items: readonly T[]): void {
    if (items.length > 0) tx.afterCommit(() => this.begin(items));
  }

  watch(): () => void {
    if (this.watchers++ === 0) this.tail.start();
    return () => {
      if (--this.watchers === 0) this.tail.stop();
    };
  }

  /** Resolves when nothing is on its way. */
  async close(): Promise<void> {
    this.tail.stop();
    while (this.sending.size > 0) await Promise.all(this.sending);
  }

  private begin(items: readonly T[]): void {
    const sending = this.send(items).finally(() => this.sending.delete(sending));
    this.sending.add(sending);
  }

  private async send(items: readonly T[]): Promise<void> {
    const { publisher, codec, deduplicationKey, sent, log } = this.parts;
    for (const item of items) this.own.set(item.id, true);
    const messages = items.map((item) => ({ ...codec.encode(item), deduplicationKey: deduplicationKey(item) }));
    const wasSent = await publisher.publish(codec.stream, messages);
    try {
      await sent(items, wasSent);
    } catch (error) {
      log.error({ err: error, stream: codec.stream }, "what was sent could not be noted as sent");
    }
  }

  private hear(entries: readonly StreamEntry[]): void {
    const { codec, deliver, log } = this.parts;
    const items = entries.flatMap((entry) => {
      try {
        return this.isOwn(entry) ? [] : [decodeEntry(codec, entry)];
      } catch (error) {
        log.warn({ err: error, stream: codec.stream, message: entry.id }, "a message of Redis cannot be read");
        return [];
      }
    });
    if (items.length > 0) deliver(items);
  }
}
