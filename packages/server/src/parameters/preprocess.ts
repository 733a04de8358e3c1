import { isObject, type JsonObject } from "./json-schema/types.ts";

type Schema = JsonObject;

const namesIn = (required: unknown): readonly unknown[] => (Array.isArray(required) ? required : []);

/** Older pydantic writes an optional field as if null were not allowed. */
function withNull(schema: Schema, evenWithDefault: boolean): Schema {
  const { type, ...rest } = schema;
  const isOptional = type !== undefined && type !== "null" && (!("default" in schema) || evenWithDefault);
  return isOptional ? { ...rest, anyOf: [{ type }, { type: "null" }] } : schema;
}

/** Older pydantic writes a tuple's items as later drafts write its prefix. */
function withPrefix(schema: Schema): Schema {
  const { items, ...rest } = schema;
  if (!Array.isArray(items) || items.length === 0 || namesIn(schema["prefixItems"]).length > 0) return schema;
  return { ...rest, prefixItems: items };
}

/** `schema` with its properties, and theirs, made to say what older pydantic meant by them. */
function withProperties(schema: Schema, evenWithDefault: boolean): Schema {
  const { properties } = schema;
  if (!isObject(properties)) return schema;
  const required = namesIn(schema["required"]);
  const fixed = Object.entries(properties).map(([name, property]) => {
    if (!isObject(property)) return [name, property];
    const nullable = required.includes(name) ? property : withNull(property, evenWithDefault);
    return [name, withProperties(withPrefix(nullable), evenWithDefault)];
  });
  return { ...schema, properties: Object.fromEntries(fixed) };
}

const blockReference = {
  type: "object",
  properties: {
    $ref: {
      oneOf: [
        { type: "string", format: "uuid" },
        { type: "object", additionalProperties: { type: "string" }, minProperties: 1 },
      ],
    },
  },
  required: ["$ref"],
};

/** Definitions with their properties fixed; a block may stand for itself or be referred to. */
function withDefinitions(definitions: JsonObject, evenWithDefault: boolean): JsonObject {
  const fixed = Object.entries(definitions).map(([name, definition]): [string, unknown] => [
    name,
    isObject(definition) ? withProperties(definition, evenWithDefault) : definition,
  ]);
  const blocks = fixed.flatMap(([, definition]): [string, unknown][] => {
    if (!isObject(definition) || !("block_type_slug" in definition)) return [];
    return [[String(definition["title"]), { oneOf: [definition, blockReference] }]];
  });
  return Object.fromEntries([...fixed, ...blocks]);
}

/**
 * A schema made by pydantic 1 as draft 2020-12 would have it. `evenWithDefault`: null is also allowed where a field
 * has a default.
 */
export function preprocess(schema: unknown, evenWithDefault = false): unknown {
  if (!isObject(schema)) return schema;
  const { definitions } = schema;
  const fixed = withProperties(schema, evenWithDefault);
  return isObject(definitions) ? { ...fixed, definitions: withDefinitions(definitions, evenWithDefault) } : fixed;
}

/** A schema that requires nothing: `required` is left out of it and of the objects in it, though not of lists. */
export function withoutRequired(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => key !== "required");
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutRequired(value)]));
}
