import type { Keywords } from "./keywords.ts";
import { counted } from "./python.ts";
import { type Check, INVALID, LAX, type Run } from "./run.ts";

function tooFew(noun: string, least: number, actual: number, input: unknown, run: Run): typeof INVALID {
  const msg = `${noun} should have at least ${counted(least, "item")} after validation, not ${actual}`;
  return run.fail("too_short", msg, input, { field_type: noun, min_length: least, actual_length: actual });
}

function tooMany(noun: string, most: number, actual: number | null, input: unknown, run: Run): typeof INVALID {
  const msg = `${noun} should have at most ${counted(most, "item")} after validation, not ${actual ?? "more"}`;
  return run.fail("too_long", msg, input, { field_type: noun, max_length: most, actual_length: actual });
}

/** The items after their check, INVALID once one has failed. */
function checkItems(input: readonly unknown[], item: Check, run: Run): unknown[] | typeof INVALID {
  const output: unknown[] = [];
  const before = run.items.length;
  let errors = before;
  for (let i = 0; i < input.length; i++) {
    const value = item(input[i], run);
    if (value === INVALID) errors = run.within(errors, i);
    else output.push(value);
  }
  return errors === before ? output : INVALID;
}

/** A list; `item` looks at each of its items. */
export function listCheck({ minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Keywords, item: Check): Check {
  return (input, run) => {
    if (!Array.isArray(input)) return run.fail("list_type", "Input should be a valid list", input);
    if (input.length > maxItems) return tooMany("List", maxItems, input.length, input, run);
    const output = checkItems(input, item, run);
    if (output === INVALID || output.length >= minItems) return output;
    return tooFew("List", minItems, output.length, input, run);
  };
}

/** A Python `Sequence`: as a list, but for what it says of anything else. */
export function sequenceCheck(keywords: Keywords, item: Check): Check {
  const check = listCheck(keywords, item);
  return (input, run) => {
    if (Array.isArray(input)) return check(input, run);
    return typeof input === "string"
      ? run.fail("sequence_str", "'str' instances are not allowed as a Sequence value", input, { type_name: "str" })
      : run.fail("is_instance_of", "Input should be an instance of Sequence", input, { class: "Sequence" });
  };
}

/** A Python set: a list without its repetitions, in the order of first sight. */
export function setCheck({ minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Keywords, item: Check): Check {
  const hashable: Check = (input, run) => {
    const value = item(input, run);
    if (typeof value !== "object" || value === null) return value;
    return run.fail("set_item_not_hashable", "Set items should be hashable", input);
  };
  return (input, run) => {
    if (!Array.isArray(input)) return run.fail("set_type", "Input should be a valid set", input);
    run.floor(LAX);
    const output = checkItems(input, hashable, run);
    if (output === INVALID) return output;
    const members = [...new Set(output)];
    if (members.length > maxItems) return tooMany("Set", maxItems, null, input, run);
    return members.length < minItems ? tooFew("Set", minItems, members.length, input, run) : members;
  };
}

/** A list with one check for each of its places. */
export function tupleCheck(places: readonly Check[]): Check {
  return (input, run) => {
    if (!Array.isArray(input)) return run.fail("tuple_type", "Input should be a valid tuple", input);
    run.floor(LAX);
    if (input.length > places.length) return tooMany("Tuple", places.length, input.length, input, run);
    const before = run.items.length;
    let errors = before;
    const output: unknown[] = [];
    for (const [i, place] of places.entries()) {
      const value = i < input.length ? place(input[i], run) : run.fail("missing", "Field required", input);
      if (value === INVALID) errors = run.within(errors, i);
      output.push(value);
    }
    return errors === before ? output : INVALID;
  };
}
