import type { Settings } from "@prefect-ts/settings/settings";

/** How streams are read; times are milliseconds. */
export interface ConsumerPolicy {
  /** How long a read waits for a message. */
  blockMs: number;
  /** What another consumer has had in hand for so long is taken from it. */
  minIdleMs: number;
  /** A message that fails more often is put aside. */
  maxRetries: number;
  trimEveryMs: number;
  /** Groups whose consumers are all idle for longer keep nothing from being cut off. */
  trimIdleMs: number;
  /** Where a group that is new begins. */
  startingId: string;
}

export function consumerPolicy(settings: Settings): ConsumerPolicy {
  return {
    blockMs: Math.max(1, settings.get("PREFECT_REDIS_MESSAGING_CONSUMER_BLOCK") * 1000),
    minIdleMs: settings.get("PREFECT_REDIS_MESSAGING_CONSUMER_MIN_IDLE_TIME") * 1000,
    maxRetries: settings.get("PREFECT_REDIS_MESSAGING_CONSUMER_MAX_RETRIES"),
    trimEveryMs: settings.get("PREFECT_REDIS_MESSAGING_CONSUMER_TRIM_EVERY") * 1000,
    trimIdleMs: settings.get("PREFECT_REDIS_MESSAGING_CONSUMER_TRIM_IDLE_THRESHOLD") * 1000,
    startingId: settings.get("PREFECT_REDIS_MESSAGING_CONSUMER_STARTING_MESSAGE_ID"),
  };
}
