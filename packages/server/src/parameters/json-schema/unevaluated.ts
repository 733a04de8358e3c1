import type { Evaluation } from "./evaluation.ts";
import type { KeywordCheck } from "./keywords.ts";
import { matches } from "./patterns.ts";
import { extras } from "./python-text.ts";
import { isObject, type JsonObject } from "./types.ts";

/** The schemas beside and below `schema` that apply to `instance` as a whole. */
function applying(run: Evaluation, schema: JsonObject, instance: unknown): unknown[] {
  const found: unknown[] = [];
  for (const keyword of ["$ref", "$dynamicRef"]) {
    const reference = schema[keyword];
    if (typeof reference === "string") found.push(run.resolve(reference));
  }
  for (const keyword of ["allOf", "oneOf", "anyOf"]) {
    const schemas = schema[keyword];
    if (Array.isArray(schemas)) found.push(...schemas.filter((each) => run.accepts(instance, each)));
  }
  if ("if" in schema) {
    const holds = run.accepts(instance, schema["if"]);
    if (holds) found.push(schema["if"]);
    found.push(holds ? schema["then"] : schema["else"]);
  }
  return found;
}

/** The keys of an object that a schema speaks of. */
function evaluatedKeys(run: Evaluation, schema: unknown, instance: JsonObject): Set<string> {
  run.spend(1);
  if (!isObject(schema)) return new Set();
  const keys = Object.keys(instance);
  const own = keys.filter(
    (key) =>
      (isObject(schema["properties"]) && Object.hasOwn(schema["properties"], key)) ||
      (isObject(schema["patternProperties"]) &&
        Object.keys(schema["patternProperties"]).some((pattern) => matches(run, pattern, key))) ||
      ["additionalProperties", "unevaluatedProperties"].some(
        (keyword) => keyword in schema && run.accepts(instance[key], schema[keyword]),
      ),
  );
  const dependent = isObject(schema["dependentSchemas"]) ? Object.entries(schema["dependentSchemas"]) : [];
  const further = [
    ...applying(run, schema, instance),
    ...dependent.filter(([key]) => Object.hasOwn(instance, key)).map(([, each]) => each),
  ];
  return new Set([...own, ...further.flatMap((each) => [...evaluatedKeys(run, each, instance)])]);
}

/** The places of a list that a schema speaks of. */
function evaluatedIndexes(run: Evaluation, schema: unknown, instance: readonly unknown[]): Set<number> {
  run.spend(1);
  if (!isObject(schema)) return new Set();
  if ("items" in schema) return new Set(instance.keys());
  const prefix = Array.isArray(schema["prefixItems"]) ? schema["prefixItems"].length : 0;
  const own = [...instance.keys()].filter(
    (index) =>
      index < prefix ||
      ["contains", "unevaluatedItems"].some(
        (keyword) => keyword in schema && run.accepts(instance[index], schema[keyword]),
      ),
  );
  const further = applying(run, schema, instance);
  return new Set([...own, ...further.flatMap((each) => [...evaluatedIndexes(run, each, instance)])]);
}

export const unevaluated: Record<string, KeywordCheck> = {
  unevaluatedItems: ({ run, instance, schema }) => {
    if (!Array.isArray(instance)) return undefined;
    const evaluated = evaluatedIndexes(run, schema, instance);
    const rest = instance.filter((_, index) => !evaluated.has(index));
    if (rest.length === 0) return undefined;
    return { message: () => `Unevaluated items are not allowed (${extras(rest)} unexpected)` };
  },
  unevaluatedProperties: ({ run, value, instance, schema }) => {
    if (!isObject(instance)) return undefined;
    const evaluated = evaluatedKeys(run, schema, instance);
    const rest = Object.keys(instance).filter((key) => !evaluated.has(key) && !run.accepts(instance[key], value));
    if (rest.length === 0) return undefined;
    return value === false
      ? { message: () => `Unevaluated properties are not allowed (${extras([...rest].sort())} unexpected)` }
      : {
          message: () =>
            `Unevaluated properties are not valid under the given schema (${extras(rest)} unevaluated and invalid)`,
        };
  },
};
