import type { SchemaError } from "./evaluation.ts";
import type { Complaint, KeywordCheck, Question } from "./keywords.ts";
import { matches } from "./patterns.ts";
import { extras, reprOfJson as repr } from "./python-text.ts";
import { isObject, type JsonObject } from "./types.ts";

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The properties that neither `properties` nor `patternProperties` speaks of. */
function additional({ run, schema }: Question, instance: JsonObject): string[] {
  const named = isObject(schema["properties"]) ? schema["properties"] : {};
  const patterns = isObject(schema["patternProperties"]) ? Object.keys(schema["patternProperties"]) : [];
  return Object.keys(instance).filter(
    (key) => !Object.hasOwn(named, key) && !patterns.some((pattern) => matches(run, pattern, key)),
  );
}

function additionalComplaint(keys: readonly string[], schema: JsonObject): Complaint {
  const sorted = [...keys].sort();
  const patterns = schema["patternProperties"];
  if (!isObject(patterns)) {
    return { message: () => `Additional properties are not allowed (${extras(sorted)} unexpected)` };
  }
  const verb = keys.length === 1 ? "does" : "do";
  const known = Object.keys(patterns).sort().map(repr).join(", ");
  return { message: () => `${sorted.map(repr).join(", ")} ${verb} not match any of the regexes: ${known}` };
}

/** The errors of the alternatives up to the first without any, which is undefined in the answer if there is none. */
function alternatives({ run, value, instance, path }: Question): { context: SchemaError[]; valid: number | undefined } {
  const context: SchemaError[] = [];
  for (const [index, schema] of listOf(value).entries()) {
    const errors = run.errors(instance, schema, path);
    if (errors.length === 0) return { context, valid: index };
    for (const error of errors) context.push(error);
  }
  return { context, valid: undefined };
}

const noneFits = ({ instance }: Question, context: SchemaError[]): Complaint => ({
  message: () => `${repr(instance)} is not valid under any of the given schemas`,
  context,
});

function contains({ run, value, instance, schema }: Question): Complaint | undefined {
  if (!Array.isArray(instance)) return undefined;
  const least = typeof schema["minContains"] === "number" ? schema["minContains"] : 1;
  const most = typeof schema["maxContains"] === "number" ? schema["maxContains"] : instance.length;
  let found = 0;
  for (const item of instance) {
    if (!run.accepts(item, value) || ++found <= most) continue;
    const message = () => `Too many items match the given schema (expected at most ${most})`;
    return { keyword: "maxContains", message };
  }
  if (found >= least) return undefined;
  if (found === 0) return { message: () => `${repr(instance)} does not contain items matching the given schema` };
  const message = () => `Too few items match the given schema (expected at least ${least} but only ${found} matched)`;
  return { keyword: "minContains", message };
}

function items({ run, value, instance, schema, path }: Question): Complaint | SchemaError[] | undefined {
  const prefix = listOf(schema["prefixItems"]).length;
  if (!Array.isArray(instance) || instance.length <= prefix) return undefined;
  const rest = instance.slice(prefix);
  if (value !== false) return rest.flatMap((item, i) => run.errors(item, value, [...path, prefix + i]));
  const found = `found ${rest.length} extra: ${repr(rest.length === 1 ? rest[0] : rest)}`;
  return { message: () => `Expected at most ${prefix} ${prefix === 1 ? "item" : "items"} but ${found}` };
}

/** The keywords that hold schemas. */
export const applicators: Record<string, KeywordCheck> = {
  $ref: ({ run, value, instance, path }) =>
    typeof value === "string" ? run.errors(instance, run.resolve(value), path) : undefined,
  $dynamicRef: ({ run, value, instance, path }) =>
    typeof value === "string" ? run.errors(instance, run.resolve(value), path) : undefined,
  properties: ({ run, value, instance, path }) => {
    if (!isObject(instance) || !isObject(value)) return undefined;
    return Object.entries(value).flatMap(([key, schema]) =>
      Object.hasOwn(instance, key) ? run.errors(instance[key], schema, [...path, key]) : [],
    );
  },
  patternProperties: ({ run, value, instance, path }) => {
    if (!isObject(instance) || !isObject(value)) return undefined;
    return Object.entries(value).flatMap(([pattern, schema]) =>
      Object.entries(instance).flatMap(([key, item]) =>
        matches(run, pattern, key) ? run.errors(item, schema, [...path, key]) : [],
      ),
    );
  },
  additionalProperties: (question) => {
    const { run, value, instance, schema, path } = question;
    if (!isObject(instance)) return undefined;
    const keys = additional(question, instance);
    if (isObject(value)) return keys.flatMap((key) => run.errors(instance[key], value, [...path, key]));
    return value === false && keys.length > 0 ? additionalComplaint(keys, schema) : undefined;
  },
  propertyNames: ({ run, value, instance, path }) =>
    isObject(instance) ? Object.keys(instance).flatMap((key) => run.errors(key, value, path)) : undefined,
  prefixItems: ({ run, value, instance, path }) =>
    Array.isArray(instance)
      ? listOf(value).flatMap((schema, i) => (i < instance.length ? run.errors(instance[i], schema, [...path, i]) : []))
      : undefined,
  items,
  contains,
  allOf: ({ run, value, instance, path }) => listOf(value).flatMap((schema) => run.errors(instance, schema, path)),
  anyOf: (question) => {
    const { context, valid } = alternatives(question);
    return valid === undefined ? noneFits(question, context) : undefined;
  },
  oneOf: (question) => {
    const { run, value, instance } = question;
    const { context, valid } = alternatives(question);
    if (valid === undefined) return noneFits(question, context);
    const schemas = listOf(value);
    const others = schemas.slice(valid + 1).filter((schema) => run.accepts(instance, schema));
    if (others.length === 0) return undefined;
    return {
      message: () => `${repr(instance)} is valid under each of ${[...others, schemas[valid]].map(repr).join(", ")}`,
    };
  },
  not: ({ run, value, instance }) =>
    run.accepts(instance, value)
      ? { message: () => `${repr(instance)} should not be valid under ${repr(value)}` }
      : undefined,
  if: ({ run, value, instance, schema, path }) => {
    const branch = run.accepts(instance, value) ? "then" : "else";
    return branch in schema ? run.errors(instance, schema[branch], path) : undefined;
  },
  dependentSchemas: ({ run, value, instance, path }) => {
    if (!isObject(instance) || !isObject(value)) return undefined;
    return Object.entries(value).flatMap(([key, schema]) =>
      Object.hasOwn(instance, key) ? run.errors(instance, schema, path) : [],
    );
  },
};
