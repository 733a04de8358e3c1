import type { TSchema } from "typebox";
import { isExactNumber } from "../exact-json.ts";
import { before, defaultFactory, lazy } from "../types.ts";
import { type Keywords, keywordsOf, literalsOf, membersOf } from "./keywords.ts";
import { isJsonObject } from "./record.ts";

/** Whether an input cannot be of a schema, as far as can be told without looking deep. */
export type Exclusion = (input: unknown) => boolean;

const never: Exclusion = () => false;

const isNot =
  (type: "string" | "boolean"): Exclusion =>
  (input) =>
    typeof input !== type;

const isNoNumber: Exclusion = (input) => typeof input !== "number" && !isExactNumber(input);

/** The texts that a field may have, if it has a few only. */
function textsOf(field: Keywords): ReadonlySet<unknown> | undefined {
  const { anyOf, enum: values } = field;
  if (field[before]) return undefined;
  const literals = values ?? (anyOf ? literalsOf(membersOf(anyOf).members) : [field.const]);
  if (!literals?.every((value) => typeof value === "string")) return undefined;
  return new Set<unknown>(anyOf && membersOf(anyOf).nullable ? [...literals, null] : literals);
}

const mayBeAbsent = (field: Keywords): boolean =>
  "default" in field || field[defaultFactory] !== undefined || field["~optional"] === true;

function literalFieldExcludes(name: string, schema: TSchema): Exclusion | undefined {
  const field = keywordsOf(schema);
  const texts = textsOf(field);
  return (
    texts &&
    ((input) => {
      const value = isJsonObject(input) && Object.hasOwn(input, name) ? input[name] : undefined;
      return value === undefined ? !mayBeAbsent(field) : !texts.has(value);
    })
  );
}

function modelExcludes(properties: Record<string, TSchema>): Exclusion {
  const exclusions = Object.entries(properties).flatMap(([name, schema]) => literalFieldExcludes(name, schema) ?? []);
  return (input) => !isJsonObject(input) || exclusions.some((excludes) => excludes(input));
}

function deferred(schema: () => TSchema): Exclusion {
  let excludes: Exclusion | undefined;
  return (input) => {
    excludes ??= exclusionOf(schema());
    return excludes(input);
  };
}

/**
 * A quick look at an input that tells members of a union which it cannot be. Without it nested unions of models are
 * tried in every combination, which grows as a power of their depth.
 */
export function exclusionOf(schema: TSchema): Exclusion {
  const keywords = keywordsOf(schema);
  const { type, format, strict, properties, patternProperties } = keywords;
  if (properties) return modelExcludes(properties);
  if (keywords[before]) return never;
  if (keywords[lazy]) return deferred(keywords[lazy]);
  if (patternProperties) return (input) => !isJsonObject(input);
  if (type === "array") return (input) => !Array.isArray(input);
  if (format !== undefined || keywords.enum || keywords.const !== undefined) return never;
  if (type === "string") return isNot("string");
  if (strict && type === "boolean") return isNot("boolean");
  return strict && (type === "integer" || type === "number") ? isNoNumber : never;
}
