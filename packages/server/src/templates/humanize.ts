import type { Filter } from "./filter.ts";
import { fixed } from "./formatting.ts";
import { DateTime, now, secondsIn, TimeDelta } from "./times.ts";
import { isNumber, isTrue, numberValue, textOf, type Value } from "./values.ts";

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const oneOr = (count: number, noun: string, article: string) =>
  count === 1 ? `${article} ${noun}` : counted(count, noun);

/** A length of time in about one word, as the Python library humanize says it. */
function naturalDelta(seconds: number, usesMonths = true): string {
  const total = Math.floor(Math.abs(seconds));
  const days = Math.floor(total / 86_400);
  const rest = total % 86_400;
  const years = Math.floor(days / 365);
  const daysOfYear = days % 365;
  const months = Number(fixed(daysOfYear / 30.5, 0));
  if (years === 0 && days < 1) {
    if (rest === 0) return "a moment";
    if (rest < 60) return oneOr(rest, "second", "a");
    if (rest < 3600) return oneOr(Math.floor(rest / 60), "minute", "a");
    return oneOr(Math.floor(rest / 3600), "hour", "an");
  }
  if (years === 0) return usesMonths && months > 0 ? oneOr(months, "month", "a") : oneOr(days, "day", "a");
  if (years > 1) return counted(years, "year").replace(/\d+/, (number) => withCommas(number));
  if (daysOfYear === 0) return "a year";
  if (usesMonths && months > 0) return `1 year, ${counted(months, "month")}`;
  return `1 year, ${counted(daysOfYear, "day")}`;
}

const withCommas = (text: string) => text.replace(/\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

/** A value as seconds before the moment `when`. */
function secondsBefore(value: Value, when: DateTime): number {
  return value instanceof DateTime ? when.timestamp.since(value.timestamp) : secondsIn(value);
}

function naturalTime(value: Value, isFuture: boolean, usesMonths: boolean, when: DateTime): string {
  const seconds = secondsBefore(value, when);
  const ahead = value instanceof DateTime || value instanceof TimeDelta ? seconds < 0 : isFuture;
  const delta = naturalDelta(seconds, usesMonths);
  if (delta === "a moment") return "now";
  return ahead ? `${delta} from now` : `${delta} ago`;
}

const unitSeconds = [
  ["year", 365 * 86_400],
  ["month", 30.5 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

function preciseDelta(value: Value): string {
  let rest = Math.abs(secondsIn(value));
  const parts: string[] = [];
  for (const [unit, size] of unitSeconds) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(withCommas(counted(count, unit)));
  }
  if (rest > 0 || parts.length === 0) {
    parts.push(Number.isInteger(rest) ? counted(rest, "second") : `${fixed(rest, 2)} seconds`);
  }
  const last = parts.pop() ?? "";
  return parts.length > 0 ? `${parts.join(", ")} and ${last}` : last;
}

const sizes = {
  decimal: ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"],
  binary: ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"],
  gnu: ["K", "M", "G", "T", "P", "E", "Z", "Y"],
};

function naturalSize(value: Value, isBinary: boolean, isGnu: boolean): string {
  const bytes = isNumber(value) ? numberValue(value) : Number(textOf(value));
  const base = isBinary || isGnu ? 1024 : 1000;
  const size = Math.abs(bytes);
  if (size < base)
    return isGnu ? `${Math.trunc(bytes)}B` : size === 1 ? `${Math.trunc(bytes)} Byte` : `${Math.trunc(bytes)} Bytes`;
  const units = isGnu ? sizes.gnu : isBinary ? sizes.binary : sizes.decimal;
  const power = Math.min(Math.floor(Math.log(size) / Math.log(base)), units.length);
  return `${fixed(bytes / base ** power, 1)}${isGnu ? "" : " "}${units[power - 1]}`;
}

function ordinal(value: Value): string {
  const number = Math.trunc(isNumber(value) ? numberValue(value) : Number(textOf(value)));
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const suffix = isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${suffix}`;
}

const powers =
  "thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion".split(
    " ",
  );

function inWords(value: Value): string {
  const number = isNumber(value) ? numberValue(value) : Number(textOf(value));
  const power = Math.min(Math.floor(Math.log10(Math.abs(number)) / 3), powers.length);
  if (!(power >= 1)) return textOf(value);
  return `${fixed(number / 1000 ** power, 1)} ${powers[power - 1]}`;
}

const digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

function naturalDay(value: Value, format: string): string {
  if (!(value instanceof DateTime)) return textOf(value);
  const midnight = (date: DateTime) => Math.floor(date.timestamp.micros / 86_400_000_000);
  const days = midnight(value) - midnight(now());
  return { "0": "today", "1": "tomorrow", "-1": "yesterday" }[String(days)] ?? value.format(format);
}

function naturalDate(value: Value): string {
  if (!(value instanceof DateTime)) return textOf(value);
  const isFar = Math.abs(value.timestamp.since(now().timestamp)) >= (5 * 365 * 86_400) / 12;
  return naturalDay(value, isFar ? "%b %d %Y" : "%b %d");
}

/** The filters of the Python library humanize, as far as they tell of sizes, numbers and times in English. */
export const humanizeFilters: Readonly<Record<string, Filter>> = {
  humanize_naturalsize: (value, given) => naturalSize(value, given.flag(0, false), given.flag(1, false)),
  humanize_naturaldelta: (value, given) => naturalDelta(secondsIn(value), given.flag(0, true)),
  humanize_naturaltime: (value, given) => {
    const when = given.get(3);
    return naturalTime(value, given.flag(0, false), given.flag(1, true), when instanceof DateTime ? when : now());
  },
  humanize_precisedelta: (value) => preciseDelta(value),
  humanize_abs_timedelta: (value) => new TimeDelta(Math.abs(secondsIn(value))),
  humanize_naturalday: (value, given) => naturalDay(value, given.text(0, "%b %d")),
  humanize_naturaldate: naturalDate,
  humanize_ordinal: ordinal,
  humanize_intcomma: (value) => withCommas(textOf(value)),
  humanize_intword: inWords,
  humanize_apnumber: (value) => {
    const number = isNumber(value) ? numberValue(value) : Number(textOf(value));
    return digits[number] ?? textOf(value);
  },
  humanize_clamp: (value, given) => {
    const number = secondsIn(value);
    const floor = given.named.get("floor");
    const ceil = given.named.get("ceil");
    if (floor !== undefined && isTrue(floor) && number < secondsIn(floor)) return `<${textOf(floor)}`;
    return ceil !== undefined && number > secondsIn(ceil) ? `>${textOf(ceil)}` : textOf(value);
  },
};
