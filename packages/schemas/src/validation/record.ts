import { isExactNumber } from "../exact-json.ts";
import type { Keywords } from "./keywords.ts";
import { counted } from "./python.ts";
import { type Check, INVALID, type Run, STRICT } from "./run.ts";

type JsonObject = Record<string, unknown>;

export const isJsonObject = (input: unknown): input is JsonObject =>
  typeof input === "object" && input !== null && !Array.isArray(input) && !isExactNumber(input);

/** Sets a key that the input chose; `__proto__` too is data. */
function put(output: JsonObject, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(output, key, { value, enumerable: true, configurable: true, writable: true });
  else output[key] = value;
}

function checkValues(input: JsonObject, value: Check, run: Run): JsonObject | typeof INVALID {
  const output: JsonObject = {};
  const before = run.items.length;
  let errors = before;
  for (const key of Object.keys(input)) {
    const checked = value(input[key], run);
    if (checked === INVALID) errors = run.within(errors, key);
    else put(output, key, checked);
  }
  return errors === before ? output : INVALID;
}

const copyValues = (input: JsonObject, run: Run): JsonObject => {
  for (const _ in input) {
    run.floor(STRICT);
    break;
  }
  return { ...input };
};

/** A dictionary with keys of text; without `value` its values may be anything and are not looked at. */
export function recordCheck(keywords: Keywords, value: Check | undefined): Check {
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = keywords;
  const limited = minProperties > 0 || maxProperties < Number.POSITIVE_INFINITY;
  return (input, run) => {
    if (!isJsonObject(input)) return run.fail("dict_type", "Input should be a valid dictionary", input);
    const output = value === undefined ? copyValues(input, run) : checkValues(input, value, run);
    return limited && output !== INVALID ? within(output, input, minProperties, maxProperties, run) : output;
  };
}

function within(output: JsonObject, input: JsonObject, least: number, most: number, run: Run) {
  const actual = Object.keys(output).length;
  if (actual >= least && actual <= most) return output;
  const [type, words, limit, key] =
    actual < least
      ? (["too_short", "at least", least, "min_length"] as const)
      : (["too_long", "at most", most, "max_length"] as const);
  const msg = `Dictionary should have ${words} ${counted(limit, "item")} after validation, not ${actual}`;
  return run.fail(type, msg, input, { field_type: "Dictionary", [key]: limit, actual_length: actual });
}
