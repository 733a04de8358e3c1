import type { ConcurrencyLimitV2 } from "@prefect-ts/schemas/global-concurrency-limit";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Settings } from "@prefect-ts/settings/settings";

/** Counts of a limit as the database keeps them: true at the instant of `updated`, decaying from then on. */
export type SlotCounts = Pick<
  ConcurrencyLimitV2,
  "name" | "limit" | "active_slots" | "denied_slots" | "slot_decay_per_second" | "avg_slot_occupancy_seconds"
> & { updated: Timestamp };

const leastSecondsPerSlot = 0.1;
const samplesPerSlot = 2;

/** The longest wait for a slot of this limit that is held against a client: seconds, by the limit's kind. */
export const longestWait = ({ name }: Pick<SlotCounts, "name">, settings: Settings): number =>
  settings.get(
    name.startsWith("tag:")
      ? "PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS"
      : "PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS",
  );

/** A count less whole slots for the time since the row was last written; a clock that went back adds none. */
function decayed(count: number, slotsPerSecond: number, updated: Timestamp, now: Timestamp): number {
  return Math.max(0, count - Math.floor(slotsPerSecond * Math.max(0, now.since(updated))));
}

/** Slots in use now. */
export const activeSlots = (limit: SlotCounts, now: Timestamp): number =>
  decayed(limit.active_slots, limit.slot_decay_per_second, limit.updated, now);

/** Slots that were refused and may still be waited for: they go at the pace at which slots come free. */
export function deniedSlots(limit: SlotCounts, now: Timestamp, settings: Settings): number {
  const secondsPerSlot = Math.min(limit.avg_slot_occupancy_seconds, longestWait(limit, settings));
  const slotsPerSecond =
    limit.slot_decay_per_second > 0 ? limit.slot_decay_per_second : 1 / Math.max(leastSecondsPerSlot, secondsPerSlot);
  return decayed(limit.denied_slots, slotsPerSecond, limit.updated, now);
}

/** The moving average of seconds a slot is held, over two samples for each slot of the limit, with one sample more. */
export function averageOccupancy(limit: SlotCounts, occupancySeconds: number, slots: number): number {
  const average = limit.avg_slot_occupancy_seconds;
  if (limit.limit === 0) return average;
  const sample = Math.max(occupancySeconds / slots, leastSecondsPerSlot);
  return average + (sample - average) / (limit.limit * samplesPerSlot);
}

const cumulative = (multipleOfAverage: number) => 1 - Math.exp(-multipleOfAverage);

/**
 * A random wait in seconds whose mean is near `average` and which exceeds it by at most the factor `scatter`:
 * exponentially distributed, so that clients refused together do not come back together.
 */
export function scatteredWait(average: number, scatter = 0.3): number {
  if (average <= 0) return 0;
  const most = 1 + scatter;
  // As much of the distribution lies between here and the median as between the median and the upper bound.
  const least = most < 50 ? Math.log2(2 ** most / (2 ** most - 1)) : 0;
  const from = cumulative(least);
  const share = from + Math.random() * (cumulative(most) - from);
  return -Math.log(Math.max(1 - share, 1e-10)) * average;
}

/** Seconds after which to ask again for slots that were refused: scattered about when the most contended limit has them. */
export function waitForSlots(limits: readonly SlotCounts[], slots: number, settings: Settings): number {
  const waits = limits.map((limit) => {
    const wanted = slots + limit.denied_slots;
    if (limit.slot_decay_per_second > 0) return { contention: wanted, seconds: wanted / limit.slot_decay_per_second };
    const contention = wanted / limit.limit;
    const most = longestWait(limit, settings);
    return { contention, seconds: Math.min(Math.min(limit.avg_slot_occupancy_seconds, most) * contention, most) };
  });
  const worst = waits.reduce((a, b) => (b.contention > a.contention ? b : a), { contention: 0, seconds: 0 });
  return scatteredWait(worst.seconds);
}
