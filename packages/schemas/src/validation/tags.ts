import type { TSchema } from "typebox";
import { before, check, lazy, unionTag } from "../types.ts";
import { type Keywords, keywordsOf, literalsOf, membersOf } from "./keywords.ts";
import { reprOf } from "./python.ts";

const formats = new Map([
  ["uuid", "uuid"],
  ["date-time", "function-wrap[_validate()]"],
  ["time-delta", "timedelta"],
  ["duration", "timedelta"],
]);

const limits = ["minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
const scalars = new Map([
  ["string", "str"],
  ["integer", "int"],
  ["number", "float"],
]);

function tagOfType(keywords: Keywords): string {
  if (keywords.type === "array") return tagOfArray(keywords);
  if (keywords.type === "boolean") return "bool";
  if (keywords.type === "null") return "none";
  const scalar = scalars.get(keywords.type ?? "");
  if (scalar === undefined) return "any";
  return limits.some((limit) => limit in keywords) ? `constrained-${scalar}` : scalar;
}

function tagOfArray({ items = {}, uniqueItems }: Keywords): string {
  if (Array.isArray(items)) return `tuple[${items.map(tagOf).join(", ")}]`;
  return `${uniqueItems ? "set" : "list"}[${tagOf(items)}]`;
}

function tagOfUnion(anyOf: TSchema[]): string {
  const { members, nullable } = membersOf(anyOf);
  const literals = literalsOf(members);
  const [only] = members;
  const tag = literals
    ? tagOfLiterals(literals)
    : members.length === 1 && only
      ? tagOf(only)
      : `union[${members.map(tagOf).join(",")}]`;
  return nullable ? `nullable[${tag}]` : tag;
}

const tagOfLiterals = (values: readonly unknown[]): string => `literal[${values.map(reprOf).join(",")}]`;

function tagOfShape(keywords: Keywords): string {
  const { anyOf, patternProperties, $id = "model" } = keywords;
  if (keywords[lazy]) return tagOf(keywords[lazy]());
  if (keywords.$ref) return keywords.$ref;
  if (anyOf) return tagOfUnion(anyOf);
  if (keywords.enum) return `str-enum[${$id}]`;
  if (keywords.const !== undefined) return tagOfLiterals([keywords.const]);
  if (patternProperties) return `dict[str,${Object.values(patternProperties).map(tagOf).join("")}]`;
  // The OpenAPI tells the two sides of a model apart by its name, Python does not.
  if (keywords.properties) return $id.replace(/-(?:Input|Output)$/, "");
  return formats.get(keywords.format ?? "") ?? tagOfType(keywords);
}

const named = (functions: unknown): string[] =>
  [functions].flat().flatMap((f) => (typeof f === "function" ? f.name : []));

/** The name that pydantic gives a schema in the location of an error inside a union. */
export function tagOf(schema: TSchema): string {
  const keywords = keywordsOf(schema);
  if (keywords[unionTag] !== undefined) return keywords[unionTag];
  const checked = named(keywords[check]).reduce(
    (tag, name) => `function-after[${name}(), ${tag}]`,
    tagOfShape(keywords),
  );
  return named(keywords[before]).reduceRight((tag, name) => `function-before[${name}(), ${tag}]`, checked);
}
