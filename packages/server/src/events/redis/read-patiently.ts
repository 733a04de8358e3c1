import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { RedisLink } from "./connection.ts";

const pauseMs = 1000;

/** Reads until it is told to stop; what fails is begun again, and logged unless the link has said so. */
export async function readPatiently(
  signal: AbortSignal,
  { link, log }: { link: RedisLink; log: Logger },
  read: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await read();
    } catch (error) {
      if (signal.aborted) return;
      if (link.isNews(error)) log.warn({ err: error }, "a stream of Redis could not be read, and will be again");
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}
