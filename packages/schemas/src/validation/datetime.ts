import { Timestamp } from "../timestamp.ts";
import { parseAsPendulum } from "./pendulum.ts";
import { type Check, type INVALID, LAX, type Run } from "./run.ts";
import { atSecond, instantOf, pad } from "./wall-time.ts";

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt _](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+\-−])(\d\d):?(\d\d))?)?$/;
const unix = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;
/** Numbers beyond this are milliseconds. */
const largestSeconds = 20_000_000_000;

/**
 * Seconds since 1970, or milliseconds where the number is too large for seconds; rounded to microseconds.
 * The fraction counts forwards even before 1970 (-1.25 is a quarter second after -2), as in the reference.
 */
function fromUnix(value: number): Timestamp | undefined {
  const milliseconds = Math.abs(value) > largestSeconds;
  const whole = Math.floor(value);
  const rest = Math.round(Math.abs(value % 1) * 1_000_000);
  const second = milliseconds ? Math.floor(whole / 1000) : whole;
  const micros = milliseconds ? (whole - second * 1000) * 1000 + Math.round(rest / 1000) : rest;
  const carry = micros >= 1_000_000 ? 1 : 0;
  return atSecond(second + carry, pad(micros - carry * 1_000_000, 6));
}

function fromIso(match: RegExpExecArray): Timestamp | undefined {
  const [, year, month, day, hour, minute, second, fraction, , sign, offsetHours, offsetMinutes] = match;
  const offset = sign === undefined ? 0 : Number(offsetHours) * 60 + Number(offsetMinutes);
  if (offset >= 1440) return undefined;
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

function fromUnusualText(text: string, run: Run): Timestamp | typeof INVALID {
  const result = parseAsPendulum(text);
  if (result instanceof Timestamp) return result;
  if (result !== undefined && "crash" in result) return invalid(text, run);
  const message = result?.error ?? `Unable to parse string [${text}]`;
  return run.fail("value_error", `Value error, ${message}`, text, { error: {} });
}

const invalid = (input: unknown, run: Run): typeof INVALID =>
  run.fail("value_error", "value is not a valid datetime", input);

/**
 * An instant: RFC 3339 with or without a zone (then UTC), a date, a number of seconds or milliseconds since 1970, or
 * another of the spellings that the reference takes.
 */
export const dateTimeCheck: Check = (input, run): Timestamp | typeof INVALID => {
  run.floor(LAX);
  if (typeof input === "string") return fromText(input) ?? fromUnusualText(input, run);
  if (input instanceof Timestamp) return input;
  return (typeof input === "number" ? fromUnix(input) : undefined) ?? invalid(input, run);
};
