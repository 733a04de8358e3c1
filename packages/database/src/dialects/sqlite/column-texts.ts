import { microsAt, Timestamp, timestampLength } from "@prefect-ts/schemas/timestamp";

const zero = 48;
const separator = 124;

/** Where what begins at `at` ends. */
function endAt(text: string, mark: string, at: number): number {
  const end = text.indexOf(mark, at);
  return end === -1 ? text.length : end;
}

/**
 * Microseconds since 1970 of each of `count` instants in one text, with `|` between; not a number where there is none.
 */
export function instantsOf(text: string, count: number): Float64Array {
  const instants = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    const isWhole = text.charCodeAt(at) !== separator && text.charCodeAt(at + timestampLength) === separator;
    const end = isWhole ? at + timestampLength : endAt(text, "|", at);
    instants[i] = instant(text, at, end);
    at = end + 1;
  }
  return instants;
}

function instant(text: string, at: number, end: number): number {
  if (end === at) return Number.NaN;
  return end - at === timestampLength ? microsAt(text, at) : Timestamp.fromDatabase(text.slice(at, end)).micros;
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
