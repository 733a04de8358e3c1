import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { momentOf, type ScheduledDate, scheduledDate, wallTimeOf } from "./zone.ts";

export interface Interval {
  /** Seconds. */
  interval: number;
  anchor_date: Timestamp;
  timezone: string;
}

const secondsPerDay = 86_400;

/** One interval later: whole days keep the time of day, anything shorter is time that passes. */
function advance(at: Timestamp, { interval, timezone }: Interval): Timestamp {
  if (interval < secondsPerDay) return at.plus(interval);
  const { millis, micros } = wallTimeOf(at, timezone);
  const moved = micros + Math.round(interval * 1_000_000);
  const wholeMillis = Math.floor(moved / 1000);
  return momentOf({ millis: millis + wholeMillis, micros: moved - wholeMillis * 1000 }, timezone, "later");
}

/**
 * The moments of an interval schedule from `start` on, without end. As in the reference, the way from the anchor to the
 * start is counted in time that passes, and only from there in days.
 */
export function* intervalDates(schedule: Interval, start: Timestamp): Generator<ScheduledDate> {
  const { interval, anchor_date: anchor, timezone } = schedule;
  const steps = Math.trunc(start.since(anchor) / interval);
  let at = anchor.plus(steps * interval);
  while (at.isBefore(start)) at = advance(at, schedule);
  while (true) {
    yield scheduledDate(at, timezone);
    at = advance(at, schedule);
  }
}
