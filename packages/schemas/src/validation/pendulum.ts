import { Timestamp } from "../timestamp.ts";
import { daysIn, instantOf, type WallTime } from "./wall-time.ts";

// The reference hands a text that pydantic cannot read as an instant to pendulum, which knows more spellings.

const zone = String.raw`(?<zone>Z|(?<sign>[+-])(?<zoneHour>\d\d):?(?<zoneMinute>\d\d)?)?`;
const fraction = String.raw`(?:[.,](?<fraction>\d+))?`;
const spacedTime = String.raw`(?<hour>\d\d)(?::(?<minute>\d\d)(?::(?<second>\d\d)${fraction})?)?`;
const packedTime = String.raw`(?<hour>\d\d)(?:(?<minute>\d\d)(?:(?<second>\d\d)${fraction})?)?`;
const spacedDate = String.raw`(?<year>\d{4})-(?:(?<month>\d\d)(?:-(?<day>\d\d))?|W(?<week>\d\d)|(?<dayOfYear>\d{3}))`;
const packedDate = String.raw`(?<year>\d{4})(?:(?<month>\d\d)(?<day>\d\d)|W(?<week>\d\d)|(?<dayOfYear>\d{3}))`;

/** ISO 8601 with more freedom; what lies outside its range is no instant at all. */
const iso = [
  `${spacedDate}(?:[T ]${spacedTime}${zone})?`,
  `${packedDate}(?:[T ]${spacedTime}${zone})?`,
  `${packedDate}[T ]${packedTime}${zone}`,
  `T${packedTime}${zone}`,
  String.raw`T?(?=\d\d:)${spacedTime}${zone}`,
  `T${spacedTime}${zone}`,
].map((pattern) => new RegExp(`^${pattern}$`));

/** Dates with slashes or colons, and clock times; what lies outside its range is an error of Python's datetime. */
const common =
  /^(?:(?<year>\d{4})(?:[/:]?(?<month>\d\d)[/:]?(?<day>\d\d))?)?(?<time> ?(?<hour>\d{1,2}):(?<minute>\d{1,2})?(?::(?<second>\d{1,2}))?(?:[.|,](?<fraction>\d{1,9}))?)?\n?$/;

const period = /^P(?=.)(?:\d+[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])+)?$/;

/** An instant, or what is wrong: an error of Python's datetime or of the class of the value; undefined if unreadable. */
export type PendulumResult = Timestamp | { error: string } | { crash: true } | undefined;

type Groups = Record<string, string | undefined>;

function dateOf(groups: Groups): { year: number; month: number; day: number } | undefined {
  const { year, month, day, week, dayOfYear } = groups;
  if (year === undefined) {
    const today = new Date();
    return { year: today.getUTCFullYear(), month: today.getUTCMonth() + 1, day: today.getUTCDate() };
  }
  if (week !== undefined) return dateOfWeek(Number(year), Number(week));
  if (dayOfYear !== undefined) return dateOfDay(Number(year), Number(dayOfYear));
  return { year: Number(year), month: Number(month ?? 1), day: Number(day ?? 1) };
}

function moved(year: number, days: number) {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, days);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The Monday of a week; the first week has the fourth of January. */
function dateOfWeek(year: number, week: number) {
  const fourth = new Date(0);
  fourth.setUTCFullYear(year, 0, 4);
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
  return week > 53 ? undefined : moved(year, monday + (week - 1) * 7);
}

function dateOfDay(year: number, day: number) {
  return day < 1 || day > 337 + daysIn(year, 2) ? undefined : moved(year, day);
}

function wallTimeOf(groups: Groups): WallTime | undefined {
  const date = dateOf(groups);
  if (date === undefined) return undefined;
  const { hour = 0, minute = 0, second = 0, fraction: digits = "", sign, zoneHour = 0, zoneMinute = 0 } = groups;
  const offset = Number(zoneHour) * 60 + Number(zoneMinute);
  return {
    ...date,
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    fraction: digits,
    offset: sign === "-" ? -offset : offset,
  };
}

/** What Python says when it makes a date or a time of fields beyond their range. */
function rangeError({ year, month, day, hour, minute }: WallTime): string {
  if (year < 1) return "year 0 is out of range";
  if (month < 1 || month > 12) return "month must be in 1..12";
  if (day < 1 || day > daysIn(year, month)) return "day is out of range for month";
  if (hour > 23) return "hour must be in 0..23";
  return minute > 59 ? "minute must be in 0..59" : "second must be in 0..59";
}

function fromIso(text: string): Timestamp | undefined {
  for (const pattern of iso) {
    const groups = pattern.exec(text)?.groups;
    const time = groups && wallTimeOf(groups);
    if (time && Math.abs(time.offset) < 1440) return instantOf(time);
  }
  return undefined;
}

/** Reads a text as pendulum's `parse` does, in UTC where it names no zone; a time without a date is today's. */
export function parseAsPendulum(text: string): PendulumResult {
  if (text === "now") return Timestamp.now();
  const instant = fromIso(text);
  if (instant !== undefined) return instant;
  if (period.test(text)) return { error: "value is not a valid datetime it is a <class 'pendulum.duration.Duration'>" };
  const groups = common.exec(text)?.groups;
  if (groups === undefined) return undefined;
  if (groups["time"] !== undefined && groups["minute"] === undefined) return { crash: true };
  if (groups["time"] === undefined && groups["year"] === undefined) return { error: "year 0 is out of range" };
  const time = wallTimeOf(groups);
  return time && (instantOf(time) ?? { error: rangeError(time) });
}
