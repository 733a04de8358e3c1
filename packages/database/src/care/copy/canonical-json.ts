import { isExactNumber, parseExactly } from "@prefect-ts/schemas/exact-json";

const shortText = 100;
const mostRemembered = 5000;
const remembered = new Map<string, string>();

/** A text that stands for the value of a JSON text: equal for what PostgreSQL's jsonb takes to be equal. */
export function canonicalJson(text: string): string {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const canonical = canonicalOf(text);
  if (text.length <= shortText && remembered.size < mostRemembered) remembered.set(text, canonical);
  return canonical;
}

function canonicalOf(text: string): string {
  try {
    return write(parseExactly(text));
  } catch {
    // Python's NaN, in a JSON text that SQLite keeps as it is.
    return text;
  }
}

function write(value: unknown): string {
  if (typeof value === "number") return canonicalNumber(String(value));
  if (isExactNumber(value)) return canonicalNumber(value.rawJSON);
  if (Array.isArray(value)) return `[${value.map(write).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join()}}`;
}

/** The digits of a number without zeros at either end, and the exponent that goes with them. */
export function canonicalNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
