import type { Static, TSchema } from "typebox";
import { lazy, sequence, shownFormat, check as validator } from "../types.ts";
import { listCheck, sequenceCheck, setCheck, tupleCheck } from "./array.ts";
import { dateTimeCheck } from "./datetime.ts";
import { durationCheck } from "./duration.ts";
import { takingExactNumbers } from "./exact-number.ts";
import { exclusionOf } from "./exclusion.ts";
import { type Keywords, keywordsOf, literalsOf, membersOf } from "./keywords.ts";
import { integerCheck, numberCheck } from "./number.ts";
import { objectCheck } from "./object.ts";
import { recordCheck } from "./record.ts";
import { type Check, type ErrorItem, INVALID, Run, ValidationError } from "./run.ts";
import { booleanCheck, enumCheck, literalCheck, nullCheck, unknownCheck } from "./scalar.ts";
import { stringCheck } from "./string.ts";
import { tagOf } from "./tags.ts";
import { nullableCheck, taggedUnionCheck, unionCheck } from "./union.ts";
import { uuidCheck } from "./uuid.ts";
import { withValidators } from "./validators.ts";

export { fieldsSet } from "./origin.ts";
export { type ErrorItem, ValidationError } from "./run.ts";

export type Result<T> = { ok: true; value: T } | { ok: false; errors: ErrorItem[] };

/** Checks an input without changing it; errors are located below `loc`. */
export type Checker<T> = (input: unknown, loc?: readonly (string | number)[]) => Result<T>;

type Make = (keywords: Keywords, scope: Scope) => Check;
/** The schemas that a `$ref` inside a recursive schema may name. */
type Scope = Readonly<Record<string, TSchema>>;

const byFormat: Record<string, Make> = {
  uuid: () => uuidCheck,
  "date-time": () => dateTimeCheck,
  "time-delta": durationCheck,
  duration: durationCheck,
};

const byType: Record<string, Make> = {
  string: (keywords) =>
    stringCheck(keywords[validator] ? { ...keywords, maxLength: Number.POSITIVE_INFINITY } : keywords),
  integer: integerCheck,
  number: numberCheck,
  boolean: booleanCheck,
  null: () => nullCheck,
  array: arrayCheck,
  object: (keywords, scope) =>
    keywords.patternProperties
      ? dictionaryCheck(keywords, keywords.patternProperties, scope)
      : objectCheck(keywords, (schema) => checkOf(schema, scope)),
};

function arrayCheck(keywords: Keywords, scope: Scope): Check {
  const { items = {}, uniqueItems } = keywords;
  if (Array.isArray(items)) return tupleCheck(items.map((item) => checkOf(item, scope)));
  const make = uniqueItems ? setCheck : keywords[sequence] ? sequenceCheck : listCheck;
  return make(keywords, checkOf(items, scope));
}

function dictionaryCheck(keywords: Keywords, patterns: Record<string, TSchema>, scope: Scope): Check {
  const [values = {}] = Object.values(patterns);
  const check = checkOf(values, scope);
  return recordCheck(keywords, check === unknownCheck ? undefined : check);
}

function anyOfCheck({ discriminator }: Keywords, anyOf: TSchema[], scope: Scope): Check {
  const { members, nullable } = membersOf(anyOf);
  const check = membersCheck(members, discriminator, scope);
  return nullable ? nullableCheck(check) : check;
}

function membersCheck(members: TSchema[], discriminator: string | undefined, scope: Scope): Check {
  const [only] = members;
  if (only === undefined) return nullCheck;
  const literals = literalsOf(members);
  if (literals !== undefined) return literalCheck(literals);
  if (members.length === 1) return checkOf(only, scope);
  const checked = members.map((schema) => ({
    schema,
    check: checkOf(schema, scope),
    excludes: exclusionOf(schema),
    tag: () => tagOf(schema),
  }));
  return discriminator === undefined ? unionCheck(checked) : taggedUnionCheck(discriminator, checked);
}

/** A schema that may contain itself is compiled when an input first reaches it. */
function deferred(schema: () => TSchema, scope: Scope): Check {
  let check: Check | undefined;
  return (input, run) => {
    check ??= checkOf(schema(), scope);
    return run.descend(check, input);
  };
}

function named(scope: Scope, name: string): TSchema {
  const schema = scope[name];
  if (schema === undefined) throw new Error(`schema ${name} is referred to but not defined`);
  return schema;
}

function checkOfShape(keywords: Keywords, scope: Scope): Check {
  const { anyOf, $defs, $ref, type, format } = keywords;
  if (keywords[lazy]) return deferred(keywords[lazy], scope);
  if ($ref !== undefined) {
    const inner = { ...scope, ...$defs };
    return deferred(() => named(inner, $ref), inner);
  }
  if (anyOf) return anyOfCheck(keywords, anyOf, scope);
  if (keywords.enum) return enumCheck(keywords.enum);
  if (keywords.const !== undefined) return literalCheck([keywords.const]);
  const make = (keywords[shownFormat] ? undefined : byFormat[format ?? ""]) ?? byType[type ?? ""];
  if (make !== undefined) {
    const check = make(keywords, scope);
    return type === "array" || type === "object" ? check : takingExactNumbers(keywords, check);
  }
  if (type !== undefined || keywords.allOf || keywords.not)
    throw new Error(`no check is known for the schema ${JSON.stringify(keywords)}`);
  return unknownCheck;
}

const global: Scope = {};
const checks = new WeakMap<TSchema, Check>();

/** The check of a schema. Outside recursive schemas it depends on nothing else and is made once. */
function checkOf(schema: TSchema, scope: Scope): Check {
  const known = scope === global ? checks.get(schema) : undefined;
  if (known !== undefined) return known;
  const keywords = keywordsOf(schema);
  const check = withValidators(keywords, checkOfShape(keywords, scope));
  if (scope === global) checks.set(schema, check);
  return check;
}

const checkers = new WeakMap<TSchema, Checker<unknown>>();

function checkerOf(schema: TSchema): Checker<unknown> {
  const check = checkOf(schema, global);
  return (input, loc = []) => {
    const run = new Run();
    const value = check(input, run);
    return value === INVALID ? { ok: false, errors: run.report(loc) } : { ok: true, value };
  };
}

/** Makes the checker of a schema, once. It accepts, reads and complains as pydantic does in the reference's server. */
export function compile<S extends TSchema>(schema: S): Checker<Static<S>> {
  let checker = checkers.get(schema);
  if (checker === undefined) {
    checker = checkerOf(schema);
    checkers.set(schema, checker);
  }
  // What the checks of a schema return is what its static type says: the one place where types rest on that.
  return checker as Checker<Static<S>>;
}

/** The value that an input stands for. Throws {@link ValidationError}. */
export function parse<S extends TSchema>(schema: S, input: unknown, loc?: readonly (string | number)[]): Static<S> {
  const result = compile(schema)(input, loc);
  if (!result.ok) throw new ValidationError(result.errors);
  return result.value;
}
