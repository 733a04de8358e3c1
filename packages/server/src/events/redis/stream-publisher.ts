import type { Logger } from "pino";
import type { RedisLink } from "./connection.ts";
import type { StreamMessage } from "./stream-codec.ts";

/** Messages to a command. */
const batchSize = 100;
/** Messages that may be on their way; past that they are not sent. */
const mostOnTheWay = 10_000;
/** Seconds for which a message that was sent is not sent again. */
const deduplicationSeconds = 300;

/** Adds messages to KEYS[1]; one whose key, among the others, is there already is left out. */
const script = `
for i = 0, (#ARGV - 1) / 2 - 1 do
  local seen = KEYS[i + 2]
  if not seen or redis.call('SET', seen, '1', 'NX', 'EX', ARGV[1]) then
    redis.call('XADD', KEYS[1], '*', 'data', ARGV[2 * i + 2], 'attributes', ARGV[2 * i + 3])
  end
end`;

export interface PublishedMessage extends StreamMessage {
  /** A message with the same key as another of the last minutes is left out. */
  deduplicationKey?: string | undefined;
}

/** Adds messages to streams, in the order in which they come. */
export class StreamPublisher {
  private readonly link: RedisLink;
  private readonly log: Logger;
  private onTheWay = 0;

  constructor(link: RedisLink, log: Logger) {
    this.link = link;
    this.log = log;
  }

  /** False where not all of them are known to be in the stream. */
  async publish(stream: string, messages: readonly PublishedMessage[]): Promise<boolean> {
    if (!this.link.isUp || this.onTheWay >= mostOnTheWay) return false;
    this.onTheWay += messages.length;
    try {
      const batches: Promise<unknown>[] = [];
      for (let at = 0; at < messages.length; at += batchSize) {
        batches.push(this.add(stream, messages.slice(at, at + batchSize)));
      }
      await Promise.all(batches);
      return true;
    } catch (error) {
      if (this.link.isNews(error)) this.log.warn({ err: error, stream }, "Redis did not take messages");
      return false;
    } finally {
      this.onTheWay -= messages.length;
    }
  }

  private add(stream: string, messages: readonly PublishedMessage[]): Promise<unknown> {
    const keys = [stream, ...messages.flatMap(({ deduplicationKey }) => deduplicationKey ?? [])];
    const values = messages.flatMap(({ data, attributes }) => [data, attributes]);
    return this.link.control.eval(script, keys.length, ...keys, deduplicationSeconds, ...values);
  }
}
