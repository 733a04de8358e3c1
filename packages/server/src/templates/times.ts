import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { Arguments } from "./arguments.ts";
import { TemplateRenderError } from "./render-error.ts";
import { Callable, Float, floatOf, TemplateObject, type Value } from "./values.ts";

const names = {
  days: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" "),
  months: "January February March April May June July August September October November December".split(" "),
};

const two = (value: number) => String(value).padStart(2, "0");

/** A length of time, as Python's `timedelta`. */
export class TimeDelta extends TemplateObject {
  readonly seconds: number;

  constructor(seconds: number) {
    super();
    this.seconds = seconds;
  }

  get sortKey(): number {
    return this.seconds;
  }

  attribute(name: string): Value | undefined {
    const days = Math.floor(this.seconds / 86_400);
    if (name === "total_seconds") return new Callable(name, () => floatOf(this.seconds));
    if (name === "days") return days;
    if (name === "seconds") return Math.floor(this.seconds - days * 86_400);
    return name === "microseconds" ? Math.round((this.seconds - Math.floor(this.seconds)) * 1e6) : undefined;
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

/** The seconds that a value stands for as a length of time. Throws where it stands for none. */
export function secondsIn(value: Value): number {
  if (value instanceof TimeDelta) return value.seconds;
  if (value instanceof Float) return value.value;
  if (typeof value === "number") return value;
  throw new TemplateRenderError("ValueError", "not a length of time");
}

export const now = (): DateTime => new DateTime(Timestamp.now());
