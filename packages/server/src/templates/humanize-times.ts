import type { Arguments } from "./arguments.ts";
import type { Filter } from "./filter.ts";
import { floatFrom, halfEven, integerFrom, withCommas } from "./numbers.ts";
import { preciseDelta } from "./precise-delta.ts";
import { TemplateRenderError } from "./render-error.ts";
import { DateTime, now, TimeDelta } from "./times.ts";
import { isNumber, numberValue, textOf, Tuple, typeName, Undefined, type Value } from "./values.ts";

const counted = (count: number, noun: string) => `${withCommas(String(count))} ${noun}${count === 1 ? "" : "s"}`;
const oneOr = (count: number, noun: string, article = "a") =>
  count === 1 ? `${article} ${noun}` : counted(count, noun);

const smallest = ["SECONDS", "MILLISECONDS", "MICROSECONDS"] as const;
type Smallest = (typeof smallest)[number];

function smallestUnit(name: string): Smallest {
  const known = smallest.find((unit) => unit === name.toUpperCase());
  if (known) return known;
  if (["MINUTES", "HOURS", "DAYS", "MONTHS", "YEARS"].includes(name.toUpperCase())) {
    throw new TemplateRenderError("ValueError", `Minimum unit '${name}' not supported`);
  }
  throw new TemplateRenderError("KeyError", `'${name.toUpperCase()}'`);
}

function belowASecond(microseconds: number, unit: Smallest): string {
  if (unit === "MICROSECONDS" && microseconds < 1000) return counted(microseconds, "microsecond");
  return unit === "SECONDS" ? "a moment" : counted(Math.floor(microseconds / 1000), "millisecond");
}

function belowADay(seconds: number): string {
  if (seconds < 60) return oneOr(seconds, "second");
  const minutes = halfEven(seconds / 60);
  if (seconds < 3600 && minutes < 60) return oneOr(minutes, "minute");
  const hours = halfEven(seconds / 3600);
  return hours < 24 ? oneOr(hours, "hour", "an") : "a day";
}

/** A length of time in about one word. */
function naturalDelta(delta: TimeDelta, usesMonths: boolean, unit: Smallest): string {
  const { days: total, seconds, microseconds } = delta.absolute().parts();
  if (total === 0) return seconds === 0 ? belowASecond(microseconds, unit) : belowADay(seconds);
  const years = Math.floor(total / 365);
  const days = total % 365;
  const months = halfEven(days / 30.5);
  const isInMonths = usesMonths && months > 0;
  if (years > 1 || (years === 1 && isInMonths && months === 12)) return counted(Math.max(years, 2), "year");
  if (years === 1) {
    if (days === 0) return "a year";
    return `1 year, ${isInMonths ? counted(months, "month") : counted(days, "day")}`;
  }
  if (!isInMonths) return oneOr(days, "day");
  return months === 12 ? "a year" : oneOr(months, "month");
}

function naturalDeltaOf(value: Value, given: Arguments): string {
  const unit = smallestUnit(given.text(1, "seconds"));
  const usesMonths = given.flag(0, true);
  if (value instanceof TimeDelta) return naturalDelta(value, usesMonths, unit);
  const seconds = integerFrom(value) === undefined ? undefined : floatFrom(value);
  return seconds === undefined ? textOf(value) : naturalDelta(TimeDelta.of(seconds), usesMonths, unit);
}

/** A number of seconds or a length of time, back from `when`; undefined where the value is neither, nor an instant. */
function dateAndDelta(value: Value, when: DateTime, isPrecise = false): [DateTime, TimeDelta] | undefined {
  if (value instanceof DateTime) return [value, TimeDelta.of(when.timestamp.since(value.timestamp)).absolute()];
  if (!(value instanceof TimeDelta) && !isNumber(value)) return undefined;
  if (isNumber(value) && Number.isNaN(numberValue(value))) return undefined;
  const seconds = isNumber(value) ? numberValue(value) : value.seconds;
  const delta = value instanceof TimeDelta ? value : TimeDelta.of(isPrecise ? seconds : halfEven(seconds));
  return [when.before(delta), delta.absolute()];
}

function naturalTime(value: Value, given: Arguments): string {
  const since = given.get(3);
  const when = since instanceof DateTime ? since : now();
  const found = dateAndDelta(value, when);
  if (!found) return textOf(value);
  const [date, delta] = found;
  const isFuture = isNumber(value) ? given.flag(0, false) : date.sortKey > when.sortKey;
  const text = naturalDelta(delta, given.flag(1, true), smallestUnit(given.text(2, "seconds")));
  if (text === "a moment") return "now";
  return isFuture ? `${text} from now` : `${text} ago`;
}

/** Python does not subtract an instant that knows its zone from one that does not. */
function refuseInstant(value: Value): void {
  if (!(value instanceof DateTime)) return;
  throw new TemplateRenderError("TypeError", "can't subtract offset-naive and offset-aware datetimes");
}

function preciseDeltaOf(value: Value, given: Arguments): string {
  refuseInstant(value);
  const found = dateAndDelta(value, now(), true);
  return found ? preciseDelta(found[1], given) : textOf(value);
}

const daysFromNow = (date: DateTime) => {
  const day = (instant: DateTime) => Math.floor(instant.timestamp.micros / 86_400_000_000);
  return day(date) - day(now());
};

function naturalDay(value: Value, format = "%b %d"): string {
  if (value instanceof Undefined) {
    throw new TemplateRenderError("TypeError", "'Undefined' object cannot be interpreted as an integer");
  }
  if (!(value instanceof DateTime)) return textOf(value);
  return { "0": "today", "1": "tomorrow", "-1": "yesterday" }[String(daysFromNow(value))] ?? value.format(format);
}

/** About five months, from which on the year is said. */
const farDays = (5 * 365) / 12;

const naturalDate = (value: Value) =>
  value instanceof DateTime && Math.abs(daysFromNow(value)) >= farDays
    ? naturalDay(value, "%b %d %Y")
    : naturalDay(value);

/** The filters of the Python library humanize that tell of times, in English. */
export const humanizeTimeFilters: Readonly<Record<string, Filter>> = {
  humanize_abs_timedelta: (value) => {
    if (value instanceof Undefined) return value;
    if (value instanceof TimeDelta) return value.absolute();
    throw new TemplateRenderError("AttributeError", `'${typeName(value)}' object has no attribute 'days'`);
  },
  humanize_date_and_delta: (value) => {
    refuseInstant(value);
    return Tuple.from(dateAndDelta(value, now()) ?? [null, value]);
  },
  humanize_naturaldate: (value) => naturalDate(value),
  humanize_naturalday: (value) => naturalDay(value),
  humanize_naturaldelta: naturalDeltaOf,
  humanize_naturaltime: naturalTime,
  humanize_precisedelta: preciseDeltaOf,
};
