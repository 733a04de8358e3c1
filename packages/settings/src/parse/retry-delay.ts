import { InvalidValue } from "../errors.ts";
import { parseNumber } from "./scalars.ts";

/** Seconds, or comma-separated seconds for each attempt; nothing but commas and blanks is null. */
export function parseRetryDelay(input: unknown): number | readonly number[] | null {
  if (input === null) return null;
  if (typeof input !== "string") return parseNumberOrNumbers(input);
  const parts = input
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const delays = parts.map((part) => {
    try {
      return parseNumber(part);
    } catch {
      throw new InvalidValue(`Value error, Invalid number format '${part}' for retry delay.`);
    }
  });
  return delays.length > 1 ? delays : (delays[0] ?? null);
}

/** Seconds, or a list of seconds. */
export function parseNumberOrNumbers(input: unknown): number | readonly number[] {
  return Array.isArray(input) ? input.map(parseNumber) : parseNumber(input);
}
