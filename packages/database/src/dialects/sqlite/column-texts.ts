import { Timestamp } from "@prefect-ts/schemas/timestamp";

const zero = 48;
const separator = 124;
const width = "2026-01-31 08:05:00.000000".length;

const digit = (text: string, at: number) => text.charCodeAt(at) - zero;
const two = (text: string, at: number) => digit(text, at) * 10 + digit(text, at + 1);

/** Where what begins at `at` ends. */
function endAt(text: string, mark: string, at: number): number {
  const end = text.indexOf(mark, at);
  return end === -1 ? text.length : end;
}

/** Reads many instants out of one text, with `|` between, without a text for each. */
export class InstantsReader {
  /** Of the day that was read last; neighbours are mostly of the same. */
  private day = Number.NaN;
  private dayMicros = 0;

  /** Microseconds since 1970 of each of `count` instants; not a number where there is none. */
  read(text: string, count: number): Float64Array {
    const instants = new Float64Array(count);
    for (let i = 0, at = 0; i < count; i++) {
      const isWhole = text.charCodeAt(at) !== separator && text.charCodeAt(at + width) === separator;
      const end = isWhole ? at + width : endAt(text, "|", at);
      instants[i] = this.instant(text, at, end);
      at = end + 1;
    }
    return instants;
  }

  private instant(text: string, at: number, end: number): number {
    if (end === at) return Number.NaN;
    if (end - at !== width) return Timestamp.fromDatabase(text.slice(at, end)).micros;
    const day = (two(text, at) * 100 + two(text, at + 2)) * 10_000 + two(text, at + 5) * 100 + two(text, at + 8);
    if (day !== this.day) {
      this.day = day;
      this.dayMicros = Timestamp.fromDatabase(text.slice(at, at + 10)).micros;
    }
    const seconds = two(text, at + 11) * 3600 + two(text, at + 14) * 60 + two(text, at + 17);
    return this.dayMicros + seconds * 1e6 + two(text, at + 20) * 10_000 + two(text, at + 22) * 100 + two(text, at + 24);
  }
}

/** Each of the whole numbers of a text with `|` between. */
export function wholeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let number = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === separator) {
      numbers.push(number);
      number = 0;
    } else number = number * 10 + code - zero;
  }
  numbers.push(number);
  return numbers;
}

/** Each line of a text; those alike are the same string. */
export function* linesOf(text: string): Generator<string> {
  let line = "";
  for (let at = 0; at <= text.length; at += line.length + 1) {
    const end = endAt(text, "\n", at);
    if (end - at !== line.length || !text.startsWith(line, at)) line = text.slice(at, end);
    yield line;
  }
}
