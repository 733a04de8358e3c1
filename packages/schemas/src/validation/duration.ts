import type { Keywords } from "./keywords.ts";
import { limited } from "./number.ts";
import { counted } from "./python.ts";
import { type Check, type INVALID, LAX, type Run } from "./run.ts";
import { malformed } from "./string.ts";

const secondsPerDay = 86_400;
const longest = 1_000_000_000 * secondsPerDay;
const dateUnits = new Map([
  ["Y", 365 * secondsPerDay],
  ["M", 30 * secondsPerDay],
  ["W", 7 * secondsPerDay],
  ["D", secondsPerDay],
]);
const timeUnits = new Map([
  ["H", 3600],
  ["M", 60],
  ["S", 1],
]);

/** Why a text is no duration, in the words of the parser that pydantic uses. */
class Unreadable extends Error {}
const refuse = (why: string): never => {
  throw new Unreadable(why);
};
const tooShort = "input is too short";
const tooManyDays = "durations may not exceed 999,999,999 days";
const tooManyHours = "durations may not exceed 999,999,999 hours";

/** Reads `[digits][.digits]` from a place on; the end of it, its whole part and its fraction. */
function readNumber(text: string, start: number): { value: number; fraction: number; end: number } {
  const match = /^(\d+)(?:[.,](\d*))?/.exec(text.slice(start));
  if (!match) return refuse("invalid digit in duration");
  const value = Number(match[1]);
  if (value > Number.MAX_SAFE_INTEGER) refuse("a numeric value in the duration is too large");
  return { value, fraction: Number(`0.${match[2] || 0}`), end: start + match[0].length };
}

/** `P1DT2H3.5S`; in any order of units, a fraction on any of them. */
function fromIso(text: string, start: number): number {
  let seconds = 0;
  let inTime = false;
  let hadFraction = false;
  let position = start;
  for (; position < text.length; position++) {
    if (text[position] === "T") {
      if (inTime) refuse('"T" identifier in duration must only occur once');
      inTime = true;
      continue;
    }
    const { value, fraction, end } = readNumber(text, position);
    if (hadFraction) refuse("quantity fraction invalid in duration");
    const unit = (inTime ? timeUnits : dateUnits).get(text[end] ?? "");
    if (unit === undefined) return refuse(`quantity invalid in ${inTime ? "time" : "date"} part of duration`);
    hadFraction = text.slice(position, end).search(/[.,]/) >= 0;
    seconds += value * unit + Math.round(fraction * unit * 1e6) / 1e6;
    position = end;
  }
  return position < 3 ? refuse(tooShort) : seconds;
}

/** `HH:MM[:SS[.ffffff]]`, with any number of hours. */
function fromClock(text: string, start: number): number {
  const clock = text.slice(start);
  if (clock.length < 5) refuse(tooShort);
  const colon = clock.indexOf(":");
  if (colon < 0) refuse("invalid character in hour");
  const hours = clock.slice(0, colon);
  if (hours.length > 10) refuse(tooManyHours);
  if (!/^\d*$/.test(hours)) refuse("invalid character in hour");
  if (Number(hours) > 2_400_000_000) refuse(tooManyHours);
  return Number(hours) * 3600 + fromMinutes(clock.slice(colon + 1, colon + 13));
}

/** `MM[:SS[.ffffff]]` */
function fromMinutes(text: string): number {
  if (text.length < 2) refuse(tooShort);
  if (!/^\d\d/.test(text)) refuse("invalid character in minute");
  const minutes = Number(text.slice(0, 2));
  if (minutes > 59) refuse("minute value is outside expected range of 0-59");
  if (text.length === 2) return minutes * 60;
  if (text[2] !== ":") refuse("unexpected extra characters at the end of the input");
  if (!/^\d\d/.test(text.slice(3))) refuse("invalid character in second");
  const seconds = Number(text.slice(3, 5));
  if (seconds > 59) refuse("second value is outside expected range of 0-59");
  const match = /^(?:[.,](\d*))?(.*)$/s.exec(text.slice(5));
  if (match?.[1] === "") refuse("second fraction digits missing after `.`");
  if (match?.[2]) refuse("unexpected extra characters at the end of the input");
  return minutes * 60 + seconds + Number(`0.${match?.[1] ?? 0}`);
}

const daysText = /^ ?d(?:ay|(?!a))s?,? ?/i;

/** `1 day, 02:03:04` */
function fromDays(text: string, start: number): number {
  if (start >= text.length) refuse(tooShort);
  const { value, end } = readWhole(text, start);
  const match = daysText.exec(text.slice(end));
  if (!match) return refuse('"day" identifier in duration not correctly formatted');
  const after = end + match[0].length;
  if (after >= text.length) return value * secondsPerDay;
  const clock = fromClock(text, after);
  if (clock >= secondsPerDay) refuse(tooManyHours);
  return value * secondsPerDay + clock;
}

function readWhole(text: string, start: number): { value: number; end: number } {
  const { value } = readNumber(text, start);
  return { value, end: start + (/^\d+/.exec(text.slice(start))?.[0].length ?? 0) };
}

function fromText(input: string): number {
  if (input === "") refuse(tooShort);
  // The parser counts bytes.
  const text = Buffer.from(input).toString("latin1");
  const signed = text[0] === "+" || text[0] === "-" ? 1 : 0;
  const seconds =
    text[signed] === "P"
      ? fromIso(text, signed + 1)
      : /d/i.test(text) || text.length < 5
        ? fromDays(text, signed)
        : fromClock(text, signed);
  return text[0] === "-" ? -seconds : seconds;
}

function secondsOf(input: string | number): number {
  const seconds = typeof input === "string" ? fromText(input) : input;
  if (Number.isNaN(seconds)) return refuse("NaN values not permitted");
  if (Math.abs(seconds) >= longest) return refuse(tooManyDays);
  const magnitude = Math.abs(seconds);
  const whole = Math.trunc(magnitude);
  const rounded = whole + Math.round((magnitude - whole) * 1e6) / 1e6;
  return (seconds < 0 ? -rounded : rounded) + 0;
}

function fromInput(input: unknown, run: Run): number | typeof INVALID {
  run.floor(LAX);
  const readable = typeof input === "boolean" ? Number(input) : input;
  if (typeof readable === "string" && !readable.isWellFormed()) return malformed(readable, run);
  if (typeof readable !== "string" && typeof readable !== "number")
    return run.fail("time_delta_type", "Input should be a valid timedelta", input);
  try {
    return secondsOf(readable);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const why = error.message;
    return run.fail("time_delta_parsing", `Input should be a valid timedelta, ${why}`, input, { error: why });
  }
}

/** A number of seconds as pydantic writes it in a message: `1 day and 10 seconds`. */
function inWords(seconds: number): string {
  const days = Math.floor(seconds / secondsPerDay);
  const whole = Math.floor(seconds) - days * secondsPerDay;
  const micros = Math.round((seconds - Math.floor(seconds)) * 1e6);
  const parts = [
    [days, "day"],
    [whole, "second"],
    [micros, "microsecond"],
  ] as const;
  const words = parts.filter(([count]) => count !== 0).map(([count, noun]) => counted(count, noun));
  return words.join(" and ") || "0 seconds";
}

/** A duration in seconds: a number, an ISO 8601 duration, a clock time, or days and a clock time. */
export const durationCheck = (keywords: Keywords): Check => limited(fromInput, keywords, inWords);
