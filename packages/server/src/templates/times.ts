import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { Arguments } from "./arguments.ts";
import { wholePart } from "./numbers.ts";
import { TemplateRenderError } from "./render-error.ts";
import { Callable, floatOf, TemplateObject, type Value } from "./values.ts";

const names = {
  days: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" "),
  months: "January February March April May June July August September October November December".split(" "),
};

const two = (value: number) => String(value).padStart(2, "0");

const longestDays = 999_999_999;
/** The years 1 to 9999, in seconds since 1970. */
const firstSecond = -62_135_596_800;
const endSecond = 253_402_300_800;

/** A length of time, as Python's `timedelta`. */
export class TimeDelta extends TemplateObject {
  readonly seconds: number;

  constructor(seconds: number) {
    super();
    this.seconds = seconds;
  }

  /** As long as so many seconds, to the microsecond; an error where Python has no such length. */
  static of(seconds: number): TimeDelta {
    wholePart(seconds);
    const days = Math.floor(seconds / 86_400);
    if (Math.abs(days) > longestDays) {
      throw new TemplateRenderError("OverflowError", `days=${days}; must have magnitude <= ${longestDays}`);
    }
    const whole = Math.floor(seconds);
    return new TimeDelta(whole + Math.round((seconds - whole) * 1e6) / 1e6);
  }

  get sortKey(): number {
    return this.seconds;
  }

  absolute(): TimeDelta {
    return this.seconds < 0 ? new TimeDelta(-this.seconds) : this;
  }

  /** As Python keeps it: only the days are below zero. */
  parts(): { days: number; seconds: number; microseconds: number } {
    const whole = Math.floor(this.seconds);
    const days = Math.floor(whole / 86_400);
    return { days, seconds: whole - days * 86_400, microseconds: Math.round((this.seconds - whole) * 1e6) };
  }

  attribute(name: string): Value | undefined {
    if (name === "total_seconds") return new Callable(name, () => floatOf(this.seconds));
    const { days, seconds, microseconds } = this.parts();
    const parts: Record<string, number> = { days, seconds, microseconds };
    return Object.hasOwn(parts, name) ? parts[name] : undefined;
  }

  text(): string {
    const days = Math.floor(this.seconds / 86_400);
    const rest = this.seconds - days * 86_400;
    const whole = Math.floor(rest);
    const micros = Math.round((rest - whole) * 1e6);
    const clock = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    const fraction = micros > 0 ? `.${String(micros).padStart(6, "0")}` : "";
    const day = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
    return day + clock + fraction;
  }

  override equals(other: Value): boolean {
    return other instanceof TimeDelta && other.seconds === this.seconds;
  }

  override json(): unknown {
    return this.seconds;
  }
}

/** An instant in UTC, as Python's `datetime`. */
export class DateTime extends TemplateObject {
  readonly timestamp: Timestamp;
  private readonly date: Date;

  constructor(timestamp: Timestamp) {
    super();
    this.timestamp = timestamp;
    this.date = new Date(timestamp.toJSON());
  }

  get sortKey(): number {
    return this.timestamp.micros;
  }

  attribute(name: string): Value | undefined {
    const { date } = this;
    const parts: Record<string, number> = {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      microsecond: Number(this.timestamp.text.slice(20)),
    };
    if (Object.hasOwn(parts, name)) return parts[name];
    const methods: Record<string, (given: Arguments) => Value> = {
      strftime: (given) => this.format(given.text(0)),
      format: (given) => this.format(given.text(0)),
      isoformat: (given) => this.text(given.text(0, "T")),
      timestamp: () => floatOf(this.timestamp.micros / 1e6),
      weekday: () => (date.getUTCDay() + 6) % 7,
      isoweekday: () => date.getUTCDay() || 7,
      to_iso8601_string: () => this.timestamp.toJSON(),
      date: () => this.timestamp.text.slice(0, 10),
    };
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    return method && new Callable(name, (given) => method(new Arguments(given)));
  }

  text(separator = " "): string {
    const { text } = this.timestamp;
    const fraction = text.endsWith(".000000") ? "" : text.slice(19);
    return `${text.slice(0, 10)}${separator}${text.slice(11, 19)}${fraction}+00:00`;
  }

  override equals(other: Value): boolean {
    return other instanceof DateTime && other.timestamp.equals(this.timestamp);
  }

  override json(): unknown {
    return this.timestamp.toJSON();
  }

  /** So much earlier; an error where that is no year of Python's. */
  before(delta: TimeDelta): DateTime {
    const seconds = this.timestamp.micros / 1e6 - delta.seconds;
    if (seconds < firstSecond || seconds >= endSecond) {
      throw new TemplateRenderError("OverflowError", "date value out of range");
    }
    return new DateTime(this.timestamp.plus(-delta.seconds));
  }

  /** `this - other`; undefined where there is no such thing. */
  minus(other: Value): Value | undefined {
    if (other instanceof DateTime) return new TimeDelta(this.timestamp.since(other.timestamp));
    return other instanceof TimeDelta ? new DateTime(this.timestamp.plus(-other.seconds)) : undefined;
  }

  /** As `strftime` writes it. */
  format(format: string): string {
    const { date } = this;
    const hour12 = date.getUTCHours() % 12 || 12;
    const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
    const day = names.days[date.getUTCDay()] ?? "";
    const month = names.months[date.getUTCMonth()] ?? "";
    const parts: Record<string, string> = {
      a: day.slice(0, 3),
      A: day,
      b: month.slice(0, 3),
      B: month,
      d: two(date.getUTCDate()),
      m: two(date.getUTCMonth() + 1),
      y: two(date.getUTCFullYear() % 100),
      Y: String(date.getUTCFullYear()),
      H: two(date.getUTCHours()),
      I: two(hour12),
      M: two(date.getUTCMinutes()),
      S: two(date.getUTCSeconds()),
      f: this.timestamp.text.slice(20),
      p: date.getUTCHours() < 12 ? "AM" : "PM",
      j: String(Math.floor((date.getTime() - startOfYear) / 86_400_000) + 1).padStart(3, "0"),
      w: String(date.getUTCDay()),
      u: String(date.getUTCDay() || 7),
      z: "+0000",
      Z: "UTC",
      s: String(Math.floor(date.getTime() / 1000)),
      "%": "%",
    };
    const composed = format
      .replaceAll("%F", "%Y-%m-%d")
      .replaceAll("%T", "%H:%M:%S")
      .replaceAll("%D", "%m/%d/%y")
      .replaceAll("%R", "%H:%M")
      .replaceAll("%c", "%a %b %d %H:%M:%S %Y")
      .replaceAll("%x", "%m/%d/%y")
      .replaceAll("%X", "%H:%M:%S");
    return composed.replace(/%(-?)(.)/gs, (all, dash, letter) => {
      const part = parts[letter];
      if (part === undefined) return all;
      return dash === "" ? part : part.replace(/^0+(?=.)/, "");
    });
  }
}

export const now = (): DateTime => new DateTime(Timestamp.now());
