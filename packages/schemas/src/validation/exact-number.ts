import { isExactNumber, isFloat, numberOf } from "../exact-json.ts";
import type { Keywords } from "./keywords.ts";
import type { Check } from "./run.ts";

/**
 * Lets the check of a scalar take numbers that came as raw JSON (`60.0`, or more digits than a number holds). Where only
 * a float will do, such a number is one and stays as it was written; where only an integer will do, `1.0` is none.
 */
export function takingExactNumbers({ strict, type }: Keywords, check: Check): Check {
  return (input, run) => {
    if (typeof input !== "object" || !isExactNumber(input)) return check(input, run);
    if (strict && type === "number" && isFloat(input)) return input;
    if (strict && type === "integer" && isFloat(input))
      return run.fail("int_type", "Input should be a valid integer", input);
    return check(numberOf(input), run);
  };
}
