import type { AfterCheck, Keywords } from "./keywords.ts";
import { characters, counted } from "./python.ts";
import { type Check, INVALID, type Run } from "./run.ts";

const plain: Check = (input, run) =>
  typeof input === "string" ? input : run.fail("string_type", "Input should be a valid string", input);

/** Half of a surrogate pair, which JSON can carry: an error wherever pydantic looks inside the string. */
export const malformed = (input: string, run: Run): typeof INVALID =>
  run.fail("string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string", input);

/**
 * The length of a string that has a validator of its own: pydantic then no longer knows that the value is a string, and
 * looks at its length last, as at anything's.
 */
export const tooLong =
  (most: number): AfterCheck =>
  (value) => {
    const actual = characters(String(value));
    if (actual <= most) return undefined;
    const msg = `Value should have at most ${counted(most, "item")} after validation, not ${actual}`;
    return { type: "too_long", msg, ctx: { field_type: "Value", max_length: most, actual_length: actual } };
  };

/** A string, within its length and matching its pattern anywhere. */
export function stringCheck({ minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern }: Keywords): Check {
  if (minLength === 0 && maxLength === Number.POSITIVE_INFINITY && pattern === undefined) return plain;
  const source = typeof pattern === "object" ? pattern.source : (pattern ?? "");
  const regex = pattern === undefined ? undefined : new RegExp(source, "u");
  return (input, run) => {
    if (typeof input !== "string") return plain(input, run);
    if (!input.isWellFormed()) return malformed(input, run);
    if (input.length < minLength || (minLength > 1 && characters(input) < minLength))
      return run.fail("string_too_short", `String should have at least ${counted(minLength, "character")}`, input, {
        min_length: minLength,
      });
    if (input.length > maxLength && characters(input) > maxLength)
      return run.fail("string_too_long", `String should have at most ${counted(maxLength, "character")}`, input, {
        max_length: maxLength,
      });
    if (regex !== undefined && !regex.test(input))
      return run.fail("string_pattern_mismatch", `String should match pattern '${source}'`, input, { pattern: source });
    return input;
  };
}
