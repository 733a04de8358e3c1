import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { RedisLink } from "./connection.ts";
import { firstId } from "./stream-ids.ts";
import { readPatiently } from "./read-patiently.ts";
import { entriesOfRange, entriesRead, type StreamEntry } from "./stream-replies.ts";

/** Messages to a read. */
const mostAtOnce = 200;

/** Hears each message of a stream from now on, whoever else does; for those who watch. */
export class StreamTail {
  readonly link: RedisLink;
  readonly log: Logger;
  private readonly stream: string;
  private readonly blockMs: number;
  private readonly heard: (entries: readonly StreamEntry[]) => void;
  private stopping: AbortController | undefined;
  /** The last message that was heard. */
  position: string | undefined;

  constructor(
    link: RedisLink,
    log: Logger,
    { stream, blockMs, heard }: { stream: string; blockMs: number; heard: (entries: readonly StreamEntry[]) => void },
  ) {
    this.link = link;
    this.log = log;
    this.stream = stream;
    this.blockMs = blockMs;
    this.heard = heard;
  }

  start(): void {
    const stopping = new AbortController();
    this.stopping = stopping;
    const reader = this.link.openReader(this.blockMs);
    stopping.signal.addEventListener("abort", () => this.link.closeReader(reader));
    void readPatiently(stopping.signal, this, () => this.read(reader, stopping.signal));
  }

  stop(): void {
    this.stopping?.abort();
    this.position = undefined;
  }

  private async read(reader: Redis, signal: AbortSignal): Promise<void> {
    const { stream } = this;
    let position =
      this.position ?? entriesOfRange(await reader.xrevrange(stream, "+", "-", "COUNT", 1))[0]?.id ?? firstId;
    while (!signal.aborted) {
      this.position = position;
      const reply = await reader.xread("COUNT", mostAtOnce, "BLOCK", this.blockMs, "STREAMS", stream, position);
      const entries = entriesRead(reply);
      position = entries.at(-1)?.id ?? position;
      if (!signal.aborted && entries.length > 0) this.heard(entries);
    }
  }
}
