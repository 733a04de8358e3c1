import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { RedisLink } from "./connection.ts";
import type { ConsumerPolicy } from "./consumer-policy.ts";
import { compareIds, firstId, lowestId } from "./stream-ids.ts";
import { entriesOfRange, type GroupInfo, groupsOf, idleTimesOf, oldestPendingOf } from "./stream-replies.ts";

/** Groups that the reference makes for a while have names that begin so. */
const passingGroup = "ephemeral";

/** A stream, and how far those who watch on this server have read; undefined where nobody does. */
export interface TrimmedStream {
  stream: string;
  watchedUpTo: () => string | undefined;
}

const isMissing = (error: unknown) => error instanceof Error && error.message.includes("no such key");

/**
 * Cuts off the messages of streams that every group has handled. What is younger than a turn of this stays for those who
 * watch on other servers, of whom Redis does not know how far they are.
 */
export class StreamTrimmer {
  private readonly link: RedisLink;
  private readonly log: Logger;
  private readonly policy: ConsumerPolicy;
  private readonly timer: NodeJS.Timeout;
  private trimming: Promise<void> | undefined;

  constructor(link: RedisLink, log: Logger, policy: ConsumerPolicy, streams: readonly TrimmedStream[]) {
    this.link = link;
    this.log = log;
    this.policy = policy;
    this.timer = setInterval(() => {
      this.trimming ??= this.trimAll(streams).finally(() => {
        this.trimming = undefined;
      });
    }, policy.trimEveryMs);
    this.timer.unref();
  }

  /** Resolves when nothing is being cut. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.trimming;
  }

  private async trimAll(streams: readonly TrimmedStream[]): Promise<void> {
    if (!this.link.isUp) return;
    for (const { stream, watchedUpTo } of streams) {
      try {
        await trim(this.link.control, stream, this.policy, watchedUpTo());
      } catch (error) {
        if (!isMissing(error) && this.link.isNews(error))
          this.log.warn({ err: error, stream }, "a stream of Redis was not cut");
      }
    }
  }
}

/** Cuts a stream. Throws where there is none. */
export async function trim(
  redis: Redis,
  stream: string,
  { trimEveryMs, trimIdleMs }: Pick<ConsumerPolicy, "trimEveryMs" | "trimIdleMs">,
  watchedUpTo: string | undefined,
): Promise<void> {
  const groups = groupsOf(await redis.xinfo("GROUPS", stream));
  const watched = watchedUpTo ?? entriesOfRange(await redis.xrevrange(stream, "+", "-", "COUNT", 1))[0]?.id;
  const bounds = watched === undefined ? [] : [watched];
  for (const group of groups) {
    const idleTimes = idleTimesOf(await redis.xinfo("CONSUMERS", stream, group.name));
    if (group.lastDelivered === firstId) continue;
    if (idleTimes.length === 0 && group.name.startsWith(passingGroup)) {
      await redis.xgroup("DESTROY", stream, group.name);
    } else if (idleTimes.length === 0 || idleTimes.some((idle) => idle <= trimIdleMs)) {
      bounds.push(await handledUpTo(redis, stream, group));
    }
  }
  const [seconds] = await redis.time();
  bounds.push(`${Number(seconds) * 1000 - trimEveryMs}-0`);
  const lowest = lowestId(bounds);
  if (lowest !== undefined && compareIds(lowest, firstId) > 0) await redis.xtrim(stream, "MINID", lowest);
}

async function handledUpTo(redis: Redis, stream: string, { name, lastDelivered }: GroupInfo): Promise<string> {
  const pending = oldestPendingOf(await redis.xpending(stream, name));
  return lowestId(pending === undefined ? [lastDelivered] : [lastDelivered, pending]) ?? lastDelivered;
}
