import { applicators } from "./applicators.ts";
import type { Evaluation, Path, SchemaError } from "./evaluation.ts";
import { formatComplaint } from "./formats.ts";
import { matches } from "./patterns.ts";
import { reprOfJson as repr } from "./python-text.ts";
import { isEqual, isObject, isType, type JsonObject, sizeOf, typesOf } from "./types.ts";
import { unevaluated } from "./unevaluated.ts";

/** What a keyword's check looks at. */
export interface Question {
  run: Evaluation;
  /** The keyword's own value. */
  value: unknown;
  instance: unknown;
  /** The schema that the keyword stands in. */
  schema: JsonObject;
  path: Path;
}

/** An error of the keyword itself; what is left out is as in the question. */
export type Complaint = Pick<SchemaError, "message"> & Partial<Pick<SchemaError, "keyword" | "context">>;
export type KeywordCheck = (question: Question) => Complaint | readonly SchemaError[] | undefined;

const complain = (isWrong: boolean, message: () => string): Complaint | undefined =>
  isWrong ? { message } : undefined;

/** A check of numbers against a limit. */
const limit =
  (isWrong: (instance: number, limit: number) => boolean, words: string): KeywordCheck =>
  ({ instance, value }) =>
    typeof instance === "number" && typeof value === "number"
      ? complain(isWrong(instance, value), () => `${repr(instance)} is ${words} of ${repr(value)}`)
      : undefined;

const lengthOf = {
  string: (value: unknown) => (typeof value === "string" ? [...value].length : undefined),
  array: (value: unknown) => (Array.isArray(value) ? value.length : undefined),
  object: (value: unknown) => (isObject(value) ? Object.keys(value).length : undefined),
};

/** A check of a size against a least or a most; `special` is the limit that has words of its own. */
const size =
  (
    kind: keyof typeof lengthOf,
    isWrong: (length: number, limit: number) => boolean,
    [special, specialWords]: [number, string],
    words: string,
  ): KeywordCheck =>
  ({ instance, value }) => {
    const length = lengthOf[kind](instance);
    if (length === undefined || typeof value !== "number") return undefined;
    return complain(isWrong(length, value), () => `${repr(instance)} ${value === special ? specialWords : words}`);
  };

const less = (a: number, b: number) => a < b;
const more = (a: number, b: number) => a > b;
const empty: [number, string] = [1, "should be non-empty"];
const full: [number, string] = [0, "is expected to be empty"];

function isUnique(items: readonly unknown[], run: Evaluation): boolean {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  for (const item of items) {
    if (typeof item !== "object" || item === null) {
      if (scalars.has(item)) return false;
      scalars.add(item);
      continue;
    }
    run.spend(others.length);
    if (others.some((other) => isEqual(item, other))) return false;
    others.push(item);
  }
  return true;
}

function isMultiple(instance: number, of: number): boolean {
  const quotient = instance / of;
  return Number.isInteger(of) ? instance % of === 0 : !Number.isFinite(quotient) || Number.isInteger(quotient);
}

const assertions: Record<string, KeywordCheck> = {
  type: ({ instance, value }) =>
    complain(
      !typesOf(value).some((type) => isType(instance, type)),
      () => `${repr(instance)} is not of type ${typesOf(value).map(repr).join(", ")}`,
    ),
  enum: ({ run, instance, value }) => {
    if (!Array.isArray(value)) return undefined;
    run.spend(value.length);
    const isOneOf = value.some((each) => isEqual(each, instance));
    return complain(!isOneOf, () => `${repr(instance)} is not one of ${repr(value)}`);
  },
  const: ({ instance, value }) => complain(!isEqual(instance, value), () => `${repr(value)} was expected`),
  minimum: limit(less, "less than the minimum"),
  maximum: limit(more, "greater than the maximum"),
  exclusiveMinimum: limit((a, b) => a <= b, "less than or equal to the minimum"),
  exclusiveMaximum: limit((a, b) => a >= b, "greater than or equal to the maximum"),
  multipleOf: ({ instance, value }) =>
    typeof instance === "number" && typeof value === "number"
      ? complain(!isMultiple(instance, value), () => `${repr(instance)} is not a multiple of ${value}`)
      : undefined,
  minLength: size("string", less, empty, "is too short"),
  maxLength: size("string", more, full, "is too long"),
  minItems: size("array", less, empty, "is too short"),
  maxItems: size("array", more, full, "is too long"),
  minProperties: size("object", less, empty, "does not have enough properties"),
  maxProperties: size("object", more, full, "has too many properties"),
  pattern: ({ run, instance, value }) =>
    typeof instance === "string" && typeof value === "string"
      ? complain(!matches(run, value, instance), () => `${repr(instance)} does not match ${repr(value)}`)
      : undefined,
  format: ({ run, instance, value }) => {
    const complaint = run.checksFormats ? formatComplaint(instance, value) : undefined;
    return complaint === undefined ? undefined : { message: () => complaint };
  },
  uniqueItems: ({ run, instance, value }) => {
    if (value !== true || !Array.isArray(instance)) return undefined;
    run.spend(sizeOf(instance));
    return complain(!isUnique(instance, run), () => `${repr(instance)} has non-unique elements`);
  },
  required: (question) => {
    const { instance, value } = question;
    if (!isObject(instance) || !Array.isArray(value)) return undefined;
    return value
      .filter((property) => !Object.hasOwn(instance, property))
      .map((property) => errorOf(question, "required", () => `${repr(property)} is a required property`));
  },
  dependentRequired: (question) => {
    const { instance, value } = question;
    if (!isObject(instance) || !isObject(value)) return undefined;
    return Object.entries(value).flatMap(([property, needed]) =>
      (Array.isArray(needed) && Object.hasOwn(instance, property) ? needed : [])
        .filter((each) => !Object.hasOwn(instance, each))
        .map((each) =>
          errorOf(question, "dependentRequired", () => `${repr(each)} is a dependency of ${repr(property)}`),
        ),
    );
  },
};

const errorOf = ({ path, instance, schema }: Question, keyword: string, message: () => string): SchemaError => ({
  keyword,
  path,
  instance,
  schema,
  message,
  context: [],
});

/** Every keyword of draft 2020-12 that a value can fail. */
export const keywords: Readonly<Record<string, KeywordCheck>> = { ...assertions, ...applicators, ...unevaluated };
