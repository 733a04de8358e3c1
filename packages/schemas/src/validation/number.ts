import type { Keywords } from "./keywords.ts";
import { type Check, EXACT, INVALID, LAX, type Run, STRICT } from "./run.ts";
import { malformed } from "./string.ts";

const digits = String.raw`\d+(?:_\d+)*`;
const integerText = new RegExp(String.raw`^[+-]?${digits}(?:\.0+)?$`);
const floatText = new RegExp(
  String.raw`^[+-]?(?:(?:${digits}\.?(?:${digits})?|\.${digits})(?:e[+-]?${digits})?|inf|infinity|nan)$`,
  "i",
);
/** Python reads no longer integers. */
const longestInteger = 4300;
/** pydantic makes no larger integers of floats. JSON's own large integers look the same here, and no column holds them. */
const tooLarge = 2 ** 63;
const unsized: [type: string, msg: string] = [
  "int_parsing_size",
  "Unable to parse input string as an integer, exceeded maximum size",
];

function integerFromText(input: string, run: Run): number | typeof INVALID {
  if (!input.isWellFormed()) return malformed(input, run);
  const text = input.trim();
  if (text.length > longestInteger) return run.fail(...unsized, input);
  if (!integerText.test(text))
    return run.fail("int_parsing", "Input should be a valid integer, unable to parse string as an integer", input);
  run.floor(LAX);
  return Number(text.replaceAll("_", "")) + 0;
}

function lenientInteger(input: unknown, run: Run): number | typeof INVALID {
  if (typeof input === "string") return integerFromText(input, run);
  if (typeof input === "boolean") {
    run.floor(LAX);
    return input ? 1 : 0;
  }
  if (typeof input !== "number") return run.fail("int_type", "Input should be a valid integer", input);
  if (Number.isInteger(input)) return run.fail(...unsized, input);
  return Number.isFinite(input)
    ? run.fail("int_from_float", "Input should be a valid integer, got a number with a fractional part", input)
    : run.fail("finite_number", "Input should be a finite number", input);
}

/** Whether an input is what pydantic can take for an integer. */
export const isSized = (input: unknown): input is number =>
  Number.isInteger(input) && Math.abs(Number(input)) < tooLarge;

// Adding 0 turns -0 into the 0 that Python's integers know.
const laxInteger: Check = (input, run) => (isSized(input) ? input + 0 : lenientInteger(input, run));

const strictInteger: Check = (input, run) =>
  isSized(input) ? input + 0 : run.fail("int_type", "Input should be a valid integer", input);

function floatFromText(input: string, run: Run): number | typeof INVALID {
  if (!input.isWellFormed()) return malformed(input, run);
  const text = input.trim();
  if (!floatText.test(text))
    return run.fail("float_parsing", "Input should be a valid number, unable to parse string as a number", input);
  run.floor(LAX);
  const lower = text.toLowerCase();
  if (lower.endsWith("nan")) return Number.NaN;
  if (lower.includes("inf")) return lower.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text.replaceAll("_", ""));
}

function lenientFloat(input: unknown, run: Run): number | typeof INVALID {
  if (typeof input === "string") return floatFromText(input, run);
  if (typeof input === "boolean") {
    run.floor(LAX);
    return input ? 1 : 0;
  }
  return run.fail("float_type", "Input should be a valid number", input);
}

/** An integer is a float less exactly than a number with a fraction is. */
function floatFromNumber(input: number, run: Run): number {
  if (run.exactness === EXACT && Number.isInteger(input)) run.floor(STRICT);
  return input;
}

const laxFloat: Check = (input, run) =>
  typeof input === "number" ? floatFromNumber(input, run) : lenientFloat(input, run);

const strictFloat: Check = (input, run) =>
  typeof input === "number"
    ? floatFromNumber(input, run)
    : run.fail("float_type", "Input should be a valid number", input);

interface Limit {
  keyword: "multipleOf" | "maximum" | "exclusiveMaximum" | "minimum" | "exclusiveMinimum";
  holds: (value: number, limit: number) => boolean;
  type: string;
  words: string;
  ctx: string;
}

/** In the order in which pydantic looks. */
const limits: Limit[] = [
  {
    keyword: "multipleOf",
    holds: (v, l) => v % l === 0,
    type: "multiple_of",
    words: "a multiple of",
    ctx: "multiple_of",
  },
  { keyword: "maximum", holds: (v, l) => v <= l, type: "less_than_equal", words: "less than or equal to", ctx: "le" },
  { keyword: "exclusiveMaximum", holds: (v, l) => v < l, type: "less_than", words: "less than", ctx: "lt" },
  {
    keyword: "minimum",
    holds: (v, l) => v >= l,
    type: "greater_than_equal",
    words: "greater than or equal to",
    ctx: "ge",
  },
  { keyword: "exclusiveMinimum", holds: (v, l) => v > l, type: "greater_than", words: "greater than", ctx: "gt" },
];

/**
 * Adds the limits of a schema to the check of a number.
 * `written` says how a limit stands in the message, and in `ctx` where it is a text.
 */
export function limited(base: Check, keywords: Keywords, written?: (limit: number) => string): Check {
  return limits.reduce((inner: Check, { keyword, holds, type, words, ctx }) => {
    const limit = keywords[keyword];
    if (limit === undefined) return inner;
    const shown = written === undefined ? limit : written(limit);
    return (input, run) => {
      const value = inner(input, run);
      if (value === INVALID || (typeof value === "number" && holds(value, limit))) return value;
      // pydantic looks at the limits of a duration only after it has read it, and shows what it read.
      return run.fail(type, `Input should be ${words} ${shown}`, written ? value : input, { [ctx]: shown });
    };
  }, base);
}

/** Refuses what was read from a text and could not be read again as a number, once the limits have had their say. */
const sized =
  (inner: Check): Check =>
  (input, run) => {
    const value = inner(input, run);
    return typeof input !== "string" || value === INVALID || isSized(value) ? value : run.fail(...unsized, input);
  };

export const integerCheck = (keywords: Keywords): Check =>
  keywords.strict ? limited(strictInteger, keywords) : sized(limited(laxInteger, keywords));
export const numberCheck = (keywords: Keywords): Check => limited(keywords.strict ? strictFloat : laxFloat, keywords);
