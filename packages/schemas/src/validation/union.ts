import type { TSchema } from "typebox";
import type { Exclusion } from "./exclusion.ts";
import { keywordsOf, literalsOf, membersOf } from "./keywords.ts";
import { repr, reprOf } from "./python.ts";
import { isJsonObject } from "./record.ts";
import { type Check, type ErrorItem, EXACT, INVALID, type Run } from "./run.ts";

export interface Member {
  check: Check;
  /** Whether an input cannot be this member, so that its check would be in vain. */
  excludes: Exclusion;
  /** The member's name in the location of an error. */
  tag: () => string;
}

/** With so many errors no more are looked for in members that the input cannot be. */
const enoughErrors = 1000;

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
 * Reports what the members that the input cannot be have against it, between the errors of those that were tried;
 * `ends` says where in `run.items` the errors of each tried member end.
 */
function explain(members: readonly Member[], input: unknown, run: Run, before: number, ends: readonly number[]): void {
  let ordered: ErrorItem[] = [];
  let start = before;
  for (const [i, { check, tag }] of members.entries()) {
    const end = ends[i];
    if (end !== undefined) {
      ordered = ordered.concat(run.items.slice(start, end));
      start = end;
    } else if (run.items.length < enoughErrors) {
      const errors = run.items.length;
      check(input, run);
      run.within(errors, tag());
      ordered = ordered.concat(run.items.slice(errors));
    }
  }
  run.items.length = before;
  for (const item of ordered) run.items.push(item);
}

/**
 * pydantic's smart union: every member is tried and the closest match wins, the first among equals; an exact match of
 * something that is no model ends the search. Without a match every member's errors are reported.
 */
export function unionCheck(members: readonly Member[]): Check {
  return (input, run) => {
    const { exactness, fieldCount } = run;
    const before = run.items.length;
    /** Where the errors of each member that was tried end. */
    let ends: number[] | undefined;
    let best: unknown = INVALID;
    let bestExactness = -1;
    let bestFields = -1;
    for (let i = 0; i < members.length; i++) {
      const member = members[i];
      if (member === undefined || member.excludes(input)) continue;
      run.exactness = EXACT;
      run.fieldCount = -1;
      const errors = run.items.length;
      const value = member.check(input, run);
      if (value === INVALID) {
        ends ??= [];
        ends[i] = run.within(errors, member.tag());
        continue;
      }
      const final = run.exactness === EXACT && run.fieldCount < 0;
      if (final || best === INVALID || isBetter(run, bestFields, bestExactness)) {
        best = value;
        bestExactness = run.exactness;
        bestFields = run.fieldCount;
      }
      if (final) break;
    }
    run.exactness = exactness;
    run.fieldCount = fieldCount;
    if (best === INVALID) {
      explain(members, input, run, before, ends ?? []);
      return INVALID;
    }
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
