/** What ES2025 adds to JSON and Node has had since 21: the source of a number, and numbers written as they were. */
declare global {
  interface JSON {
    rawJSON(text: string): RawJson;
    isRawJSON(value: unknown): value is RawJson;
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  }
}

interface RawJson {
  readonly rawJSON: string;
}

/** What a text with a number has in it that JavaScript would write in another way: `3.0`, `1e16`, or 16 digits and more. */
const suspicious = /\d\.0+(?:[\s,\]}]|$)|\d{16}|(?:^|[\s:,[])-?\d[\d.]*[eE]\+?\d/;

/**
 * Parses JSON so that `JSON.stringify` gives every number back as it was: Python tells 3.0 from 3, and counts beyond
 * 2^53. Numbers that JavaScript cannot hold so are raw JSON objects; {@link numberOf} makes numbers of them.
 */
export function parseExactly(text: string): unknown {
  if (text === "{}") return {};
  if (text === "[]") return [];
  if (!suspicious.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === "number" && Number.isInteger(value) && source !== undefined && String(value) !== source
      ? JSON.rawJSON(source)
      : value,
  );
}

export const isExactNumber = (value: unknown): value is RawJson => JSON.isRawJSON(value);

/** The nearest number that JavaScript has. */
export const numberOf = (exact: RawJson): number => Number(exact.rawJSON);

/** Whether the number was written with a fraction or an exponent, and so is a float to Python. */
export const isFloat = (exact: RawJson): boolean => /[.eE]/.test(exact.rawJSON);

/** A number that goes out as Python writes a float: `2.0`, never `2`. */
export const floatJson = (value: number): number | RawJson =>
  Number.isInteger(value) && Math.abs(value) < 1e16 ? JSON.rawJSON(`${value}.0`) : value;

/** The same value with plain numbers, for code that looks at them. */
export function withPlainNumbers(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isExactNumber(value)) return numberOf(value);
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlainNumbers(item)]));
}
