import type { TSchema } from "typebox";
import { keywordsOf, literalsOf, membersOf } from "./keywords.ts";
import { repr, reprOf } from "./python.ts";
import { isJsonObject } from "./record.ts";
import { type Check, EXACT, INVALID, type Run } from "./run.ts";

export interface Member {
  check: Check;
  /** The member's name in the location of an error. */
  tag: () => string;
}

/** `X` or null. */
export function nullableCheck(check: Check): Check {
  return (input, run) => (input === null ? null : check(input, run));
}

/** Whether a match is better than the best before it: by the number of fields given, then by exactness. */
function isBetter(run: Run, bestFields: number, bestExactness: number): boolean {
  if (bestFields >= 0 && run.fieldCount >= 0 && run.fieldCount !== bestFields) return run.fieldCount > bestFields;
  return run.exactness > bestExactness;
}

/**
 * pydantic's smart union: every member is tried and the closest match wins, the first among equals; an exact match of
 * something that is no model ends the search. Without a match every member's errors are reported.
 */
export function unionCheck(members: readonly Member[]): Check {
  return (input, run) => {
    const { exactness, fieldCount } = run;
    const before = run.items.length;
    let errors = before;
    let best: unknown = INVALID;
    let bestExactness = -1;
    let bestFields = -1;
    for (const { check, tag } of members) {
      run.exactness = EXACT;
      run.fieldCount = -1;
      const value = check(input, run);
      if (value === INVALID) {
        errors = run.within(errors, tag());
        continue;
      }
      if (run.exactness === EXACT && run.fieldCount < 0) {
        best = value;
        bestExactness = EXACT;
        bestFields = -1;
        break;
      }
      if (best === INVALID || isBetter(run, bestFields, bestExactness)) {
        best = value;
        bestExactness = run.exactness;
        bestFields = run.fieldCount;
      }
    }
    run.exactness = exactness;
    run.fieldCount = fieldCount;
    if (best === INVALID) return INVALID;
    run.items.length = before;
    run.floor(bestExactness);
    if (bestFields >= 0) run.countFields(bestFields);
    return best;
  };
}

/** A union whose member is chosen by the literal value of one property. */
export function taggedUnionCheck(property: string, members: { schema: TSchema; check: Check }[]): Check {
  const byTag = new Map<unknown, Check>();
  for (const { schema, check } of members) {
    const tagged = keywordsOf(keywordsOf(schema).properties?.[property] ?? {});
    const literals = tagged.anyOf ? literalsOf(membersOf(tagged.anyOf).members) : [tagged.const];
    for (const value of tagged.enum ?? literals ?? []) byTag.set(value, check);
  }
  const expected = [...byTag.keys()].map(reprOf).join(", ");
  const discriminator = repr(property);
  return (input, run) => {
    if (!isJsonObject(input))
      return run.fail(
        "model_attributes_type",
        "Input should be a valid dictionary or object to extract fields from",
        input,
      );
    if (!Object.hasOwn(input, property))
      return run.fail("union_tag_not_found", `Unable to extract tag using discriminator ${discriminator}`, input, {
        discriminator,
      });
    const tag = input[property];
    const check = byTag.get(tag);
    const text = typeof tag === "string" ? tag : reprOf(tag);
    if (check === undefined)
      return run.fail(
        "union_tag_invalid",
        `Input tag '${text}' found using ${discriminator} does not match any of the expected tags: ${expected}`,
        input,
        { discriminator, tag: text, expected_tags: expected },
      );
    const before = run.items.length;
    const value = check(input, run);
    if (value === INVALID) run.within(before, text);
    return value;
  };
}
