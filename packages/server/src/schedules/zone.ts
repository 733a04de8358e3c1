import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { Temporal } from "temporal-polyfill";

/** A moment that a schedule names. */
export interface ScheduledDate {
  at: Timestamp;
  /** As Python's `str` writes it in the schedule's zone; part of the keys that keep a run from being planned twice. */
  text: string;
}

/** What a wall clock shows, as the milliseconds that UTC would have then, and the microseconds that are left. */
export interface WallTime {
  millis: number;
  micros: number;
}

const nanos = (at: Timestamp): bigint => BigInt(at.micros) * 1000n;
const zoned = (at: Timestamp, zone: string) => new Temporal.ZonedDateTime(nanos(at), zone);

/** The usual zone, whose clocks need not be asked for. */
const utc = "UTC";

/** What the clocks of a zone show at a moment. */
export function wallTimeOf(at: Timestamp, zone: string): WallTime {
  const offsetMicros = zone === utc ? 0 : zoned(at, zone).offsetNanoseconds / 1000;
  const micros = at.micros + offsetMicros;
  const millis = Math.floor(micros / 1000);
  return { millis, micros: micros - millis * 1000 };
}

/** When the clocks of a zone show that; which of two moments, or the moment beside one that is skipped, as asked. */
export function momentOf({ millis, micros }: WallTime, zone: string, which: "earlier" | "later"): Timestamp {
  if (zone === utc) return Timestamp.fromMicros(millis * 1000 + micros);
  const date = new Date(millis);
  const plain = new Temporal.PlainDateTime(
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds(),
    micros,
  );
  const { epochNanoseconds } = plain.toZonedDateTime(zone, { disambiguation: which });
  return Timestamp.fromMicros(Number(epochNanoseconds / 1000n));
}

/** The moment, written in a zone. */
export function scheduledDate(at: Timestamp, zone: string): ScheduledDate {
  const wall = zone === utc ? { offsetNanoseconds: 0, offset: "+00:00" } : zoned(at, zone);
  const local = Timestamp.fromMicros(at.micros + wall.offsetNanoseconds / 1000).text;
  return { at, text: `${local.endsWith(".000000") ? local.slice(0, 19) : local}${wall.offset}` };
}
