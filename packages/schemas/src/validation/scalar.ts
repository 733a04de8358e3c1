import type { Keywords } from "./keywords.ts";
import { isSized } from "./number.ts";
import { alternatives } from "./python.ts";
import { type Check, type INVALID, LAX, type Run, STRICT } from "./run.ts";
import { malformed } from "./string.ts";

const spellings = new Map([
  ...["1", "on", "t", "true", "y", "yes"].map((text) => [text, true] as const),
  ...["0", "off", "f", "false", "n", "no"].map((text) => [text, false] as const),
]);

function lenientBoolean(input: unknown, run: Run): boolean | typeof INVALID {
  const known =
    typeof input === "string"
      ? spellings.get(input.toLowerCase())
      : input === 0 || input === 1
        ? input === 1
        : undefined;
  if (known !== undefined) {
    run.floor(LAX);
    return known;
  }
  if (typeof input === "string" && !input.isWellFormed()) return malformed(input, run);
  return typeof input === "string" || isSized(input)
    ? run.fail("bool_parsing", "Input should be a valid boolean, unable to interpret input", input)
    : run.fail("bool_type", "Input should be a valid boolean", input);
}

const laxBoolean: Check = (input, run) => (typeof input === "boolean" ? input : lenientBoolean(input, run));

const strictBoolean: Check = (input, run) =>
  typeof input === "boolean" ? input : run.fail("bool_type", "Input should be a valid boolean", input);

export const booleanCheck = (keywords: Keywords): Check => (keywords.strict ? strictBoolean : laxBoolean);

export const nullCheck: Check = (input, run) =>
  input === null ? null : run.fail("none_required", "Input should be None", input);

/** Anything; a union prefers a member that says more. */
export const unknownCheck: Check = (input, run) => {
  run.floor(STRICT);
  return input;
};

const knows = (values: readonly unknown[]) => {
  const set = new Set(values);
  const expected = alternatives(values);
  return { set, msg: `Input should be ${expected}`, ctx: { expected } };
};

/** One of some values, as Python's `Literal`. A number stands for a boolean of the same worth and the other way round. */
export function literalCheck(values: readonly (string | number | boolean)[]): Check {
  const { set, msg, ctx } = knows(values);
  const worth = new Map(values.filter((value) => typeof value !== "string").map((value) => [Number(value), value]));
  return (input, run) => {
    if (set.has(input)) return input;
    if (typeof input === "string" && !input.isWellFormed()) return malformed(input, run);
    const equal = typeof input === "boolean" || typeof input === "number" ? worth.get(Number(input)) : undefined;
    return equal ?? run.fail("literal_error", msg, input, { ...ctx });
  };
}

/** One of the values of a Python enum. */
export function enumCheck(values: readonly (string | number)[]): Check {
  const { set, msg, ctx } = knows(values);
  return (input, run) => {
    if (!set.has(input)) {
      if (typeof input === "string" && !input.isWellFormed()) return malformed(input, run);
      return run.fail("enum", msg, input, { ...ctx });
    }
    run.floor(LAX);
    return input;
  };
}
