import { Timestamp } from "../timestamp.ts";
import { type Check, INVALID, LAX, type Run } from "./run.ts";

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt _](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+\-−])(\d\d):?(\d\d))?)?$/;
const unix = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
/** Numbers beyond this are milliseconds. */
const largestSeconds = 20_000_000_000;
const firstSecond = -62_135_596_800;
const lastSecond = 253_402_300_799;
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Digits after the second. */
  fraction: string;
  /** Minutes east of Greenwich. */
  offset: number;
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (monthLengths[month - 1] ?? 0);

/** The instant in UTC, if the fields are within their ranges and the year is from 1 to 9999. */
export function instantOf({
  year,
  month,
  day,
  hour,
  minute,
  second,
  fraction,
  offset,
}: WallTime): Timestamp | undefined {
  if (year < 1 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, "0");
  if (offset === 0) {
    const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
    return Timestamp.fromDatabase(`${date} ${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${micros}`);
  }
  const moved = new Date(0);
  moved.setUTCFullYear(year, month - 1, day);
  return atSecond(moved.setUTCHours(hour, minute - offset, second) / 1000, micros);
}

/** The instant some whole seconds after 1970, if its year is from 1 to 9999. */
function atSecond(second: number, micros: string): Timestamp | undefined {
  if (!(second >= firstSecond && second <= lastSecond)) return undefined;
  const text = new Date(second * 1000).toISOString();
  return Timestamp.fromDatabase(`${text.slice(0, 10)} ${text.slice(11, 19)}.${micros}`);
}

/** Seconds since 1970, or milliseconds where the number is too large for seconds; rounded to microseconds. */
function fromUnix(value: number): Timestamp | undefined {
  const milliseconds = Math.abs(value) > largestSeconds;
  const whole = Math.floor(value);
  const rest = Math.round((value - whole) * 1_000_000);
  const second = milliseconds ? Math.floor(whole / 1000) : whole;
  const micros = milliseconds ? (whole - second * 1000) * 1000 + Math.round(rest / 1000) : rest;
  const carry = micros >= 1_000_000 ? 1 : 0;
  return atSecond(second + carry, pad(micros - carry * 1_000_000, 6));
}

function fromIso(match: RegExpExecArray): Timestamp | undefined {
  const [, year, month, day, hour, minute, second, fraction, , sign, offsetHours, offsetMinutes] = match;
  const offset = sign === undefined ? 0 : Number(offsetHours) * 60 + Number(offsetMinutes);
  if (offset >= 1440 || Number(offsetMinutes) > 59) return undefined;
  return instantOf({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    fraction: fraction ?? "",
    offset: sign === "+" ? offset : -offset,
  });
}

function fromText(text: string): Timestamp | undefined {
  const match = iso.exec(text);
  if (match) return fromIso(match);
  return unix.test(text) ? fromUnix(Number(text)) : undefined;
}

/** An instant: RFC 3339 with or without a zone (then UTC), a date, or a number of seconds or milliseconds since 1970. */
export const dateTimeCheck: Check = (input, run): Timestamp | typeof INVALID => {
  run.floor(LAX);
  if (typeof input === "string") return fromText(input) ?? unreadable(input, run);
  if (input instanceof Timestamp) return input;
  const instant = typeof input === "number" ? fromUnix(input) : undefined;
  return instant ?? run.fail("value_error", "value is not a valid datetime", input);
};

const unreadable = (text: string, run: Run): typeof INVALID =>
  run.fail("value_error", `Value error, Unable to parse string [${text}]`, text, { error: {} });
