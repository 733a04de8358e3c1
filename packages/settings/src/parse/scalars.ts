import { InvalidValue } from "../errors.ts";
import { describeDuration } from "./duration.ts";

/** Limits of a number; `unit` says how a limit is named in a message. */
export interface Bounds {
  readonly gt?: number;
  readonly ge?: number;
  readonly le?: number;
  readonly unit?: "duration";
}

const BOOLEANS = new Map<unknown, boolean>([
  ...["true", "t", "yes", "y", "on", "1"].map((word): [string, boolean] => [word, true]),
  ...["false", "f", "no", "n", "off", "0"].map((word): [string, boolean] => [word, false]),
  [1, true],
  [0, false],
]);
const INTEGER = /^\s*[+-]?\d+(?:_\d+)*(?:\.0*)?\s*$/;
const NUMBER = /^\s*[+-]?(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)\s*$/i;

export function parseBoolean(input: unknown): boolean {
  if (typeof input === "boolean") return input;
  const value = BOOLEANS.get(typeof input === "string" ? input.toLowerCase() : input);
  if (value !== undefined) return value;
  const readable = typeof input === "string" || Number.isInteger(input);
  throw new InvalidValue(`Input should be a valid boolean${readable ? ", unable to interpret input" : ""}`);
}

export function parseInteger(input: unknown): number {
  if (typeof input === "boolean") return Number(input);
  if (typeof input === "number") {
    if (Number.isInteger(input)) return input;
    throw new InvalidValue("Input should be a valid integer, got a number with a fractional part");
  }
  if (typeof input !== "string") throw new InvalidValue("Input should be a valid integer");
  if (INTEGER.test(input)) return Number(input.replaceAll("_", ""));
  throw new InvalidValue("Input should be a valid integer, unable to parse string as an integer");
}

export function parseNumber(input: unknown): number {
  if (typeof input === "boolean") return Number(input);
  if (typeof input === "number") return input;
  if (typeof input !== "string") throw new InvalidValue("Input should be a valid number");
  if (!NUMBER.test(input)) throw new InvalidValue("Input should be a valid number, unable to parse string as a number");
  const text = input.trim().toLowerCase().replaceAll("_", "");
  if (text.includes("inf")) return text.startsWith("-") ? -Infinity : Infinity;
  return text.includes("nan") ? Number.NaN : Number(text);
}

export function parseString(input: unknown): string {
  if (typeof input === "string") return input;
  throw new InvalidValue("Input should be a valid string");
}

/** A path with doubled, trailing and `.` parts removed, as Python's `Path` writes it; symbolic parents stay. */
export function parsePath(input: unknown): string {
  if (typeof input !== "string") throw new InvalidValue("Input is not a valid path");
  const parts = input.split("/").filter((part) => part !== "" && part !== ".");
  return (input.startsWith("/") ? "/" : "") + parts.join("/") || ".";
}

export function parseChoice<const T extends string>(input: unknown, options: readonly T[]): T {
  const found = options.find((option) => option === input);
  if (found !== undefined) return found;
  const names = options.map((option) => `'${option}'`);
  throw new InvalidValue(`Input should be ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`);
}

/** The value, if it is inside the bounds. NaN is inside none. */
export function within(value: number, bounds: Bounds = {}): number {
  const show = (limit: number) => (bounds.unit === "duration" ? describeDuration(limit) : String(limit));
  const { gt, ge, le } = bounds;
  if (gt !== undefined && !(value > gt)) throw new InvalidValue(`Input should be greater than ${show(gt)}`);
  if (ge !== undefined && !(value >= ge))
    throw new InvalidValue(`Input should be greater than or equal to ${show(ge)}`);
  if (le !== undefined && !(value <= le)) throw new InvalidValue(`Input should be less than or equal to ${show(le)}`);
  return value;
}
