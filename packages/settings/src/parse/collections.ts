import { InvalidValue } from "../errors.ts";
import { pythonLiteral } from "../python-text.ts";
import { parseDurationOrSeconds, showDuration } from "./duration.ts";
import { type Bounds, parseBoolean, parseInteger, parseString, within } from "./scalars.ts";

/** A comma-separated text or a list; empty means an empty set. */
export function parseStringSet(input: unknown): readonly string[] {
  return parseSet(input, parseString);
}

/** Whole numbers, comma-separated, alone or in a list. */
export function parseNumberSet(input: unknown, bounds: Bounds): readonly number[] {
  return parseSet(input, (item) => within(parseInteger(item), bounds));
}

function parseSet<T>(input: unknown, parseItem: (item: unknown) => T): readonly T[] {
  if (input === null || input === "" || input === 0 || input === false) return [];
  if (typeof input === "string") return unique(input.split(",").map((item) => parseItem(item.trim())));
  if (Array.isArray(input)) return unique(input.map(parseItem));
  if (typeof input === "object" || typeof input === "boolean") throw new InvalidValue("Input should be a valid set");
  return [parseItem(input)];
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

export function parseStringMap(input: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesOf(input).map(([key, value]) => [key, parseString(value)]));
}

/** Positive durations in seconds by key. */
export function parseDurationMap(input: unknown): Readonly<Record<string, number>> {
  const entries = entriesOf(input).map(([key, value]): [string, number] => [key, parseDurationOrSeconds(value)]);
  for (const [key, seconds] of entries) {
    if (seconds > 0) continue;
    throw new InvalidValue(
      `Value error, Retention override for ${pythonLiteral(key)} must be positive, got ${showDuration(seconds)}`,
    );
  }
  return Object.fromEntries(entries);
}

function entriesOf(input: unknown): [string, unknown][] {
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return Object.entries(input);
  throw new InvalidValue("Input should be a valid dictionary");
}

/** The names of what the vacuum removes, or a boolean, which older configurations have. */
export function parseVacuumTypes(input: unknown): readonly string[] | boolean {
  if (typeof input === "string") {
    const text = input.trim().toLowerCase();
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0" || text === "") return false;
    return unique(
      input
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    );
  }
  if (Array.isArray(input)) return unique(input.map(parseString));
  return parseBoolean(input);
}
