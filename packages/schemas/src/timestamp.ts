const microsPerDay = 86_400_000_000;
const pad = (value: number, width: number) => String(value).padStart(width, "0");

/** Days from 1970-01-01 to a proleptic Gregorian date (Howard Hinnant's `days_from_civil`). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function civilFromDays(days: number): string {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfYear - Math.floor((153 * m + 2) / 5) + 1, 2)}`;
}

let cachedMinute = Number.NaN;
let cachedPrefix = "";
function textFromMicros(micros: number): string {
  const minute = Math.floor(micros / 60_000_000);
  if (minute !== cachedMinute) {
    const day = Math.floor(minute / 1440);
    const minuteOfDay = minute - day * 1440;
    cachedPrefix = `${civilFromDays(day)} ${pad(Math.floor(minuteOfDay / 60), 2)}:${pad(minuteOfDay % 60, 2)}:`;
    cachedMinute = minute;
  }
  const rest = micros - minute * 60_000_000;
  const seconds = Math.floor(rest / 1_000_000);
  return `${cachedPrefix}${pad(seconds, 2)}.${pad(rest - seconds * 1_000_000, 6)}`;
}

const two = (text: string, at: number) => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

/** Characters of an instant in the database's text. */
export const timestampLength = "2026-01-31 08:05:00.000000".length;

/** {@link Timestamp.micros} of the instant whose {@link timestampLength} characters begin at `at`: out of a longer text, without one for each. */
export function microsAt(text: string, at: number): number {
  const days = daysFromCivil(two(text, at) * 100 + two(text, at + 2), two(text, at + 5), two(text, at + 8));
  const seconds = two(text, at + 11) * 3600 + two(text, at + 14) * 60 + two(text, at + 17);
  const micros = two(text, at + 20) * 10_000 + two(text, at + 22) * 100 + two(text, at + 24);
  return days * microsPerDay + seconds * 1_000_000 + micros;
}

let clockOffset = Date.now() - performance.now();
/** Microseconds since 1970 by the system's clock; follows its adjustments to within two milliseconds. */
function nowMicros(): number {
  const monotonic = performance.now();
  const wall = Date.now();
  if (Math.abs(wall - (monotonic + clockOffset)) > 2) clockOffset = wall - monotonic;
  return Math.round((monotonic + clockOffset) * 1000);
}

/**
 * An instant in UTC to the microsecond, years 1 to 9999.
 *
 * Kept as the 26 characters that the database keeps (`2026-01-31 08:05:00.000000`): fixed width, so texts sort as the
 * instants do, and reading one costs an allocation and no parsing.
 */
export class Timestamp {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** From the database's text. A text without a full fraction, as SQL's own date functions write, is padded. */
  static fromDatabase(text: string): Timestamp {
    if (text.length === 26) return new Timestamp(text);
    const [whole = "", fraction = ""] = text.split(".");
    return new Timestamp(`${whole.length === 10 ? `${whole} 00:00:00` : whole}.${fraction.padEnd(6, "0").slice(0, 6)}`);
  }

  /** From whole microseconds since 1970-01-01T00:00:00Z. */
  static fromMicros(micros: number): Timestamp {
    return new Timestamp(textFromMicros(Math.round(micros)));
  }

  static now(): Timestamp {
    return new Timestamp(textFromMicros(nowMicros()));
  }

  /** From RFC 3339 in UTC (`2026-01-31T08:05:00.5Z`), the form that `toJSON` writes. Throws RangeError on any other text. */
  static parse(text: string): Timestamp {
    const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(text);
    if (!match) throw new RangeError(`not a UTC timestamp: ${text}`);
    return new Timestamp(`${match[1]} ${match[2]}.${(match[3] ?? "").padEnd(6, "0")}`);
  }

  /** Microseconds since 1970-01-01T00:00:00Z; exact between the years 1684 and 2255. */
  get micros(): number {
    return microsAt(this.text, 0);
  }

  /** This instant moved by a number of seconds, which may be negative or fractional. */
  plus(seconds: number): Timestamp {
    const whole = Math.trunc(seconds);
    return Timestamp.fromMicros(this.micros + whole * 1_000_000 + Math.round((seconds - whole) * 1_000_000));
  }

  /** Seconds from `earlier` to this instant. */
  since(earlier: Timestamp): number {
    return (this.micros - earlier.micros) / 1_000_000;
  }

  isBefore(other: Timestamp): boolean {
    return this.text < other.text;
  }

  isAfter(other: Timestamp): boolean {
    return this.text > other.text;
  }

  equals(other: Timestamp | null | undefined): boolean {
    return other?.text === this.text;
  }

  /** RFC 3339 as the API writes it: `Z`, six digits of fraction or none. */
  toJSON(): string {
    const fraction = this.text.endsWith(".000000") ? "" : this.text.slice(19);
    return `${this.text.slice(0, 10)}T${this.text.slice(11, 19)}${fraction}Z`;
  }

  toString(): string {
    return this.toJSON();
  }
}
