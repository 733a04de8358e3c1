import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject } from "./json-object.ts";
import { dumpSorted } from "./python-json.ts";

const definitionOf = (reference: string) => reference.replaceAll("#/definitions/", "");

/** The names of the definitions that a JSON schema refers to, anywhere in it. */
export function referredDefinitions(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referredDefinitions);
  if (!isJsonObject(value)) return [];
  const own = typeof value.$ref === "string" && value.$ref !== "" ? [definitionOf(value.$ref)] : [];
  return [...own, ...Object.values(value).flatMap(referredDefinitions)];
}

/** Those of the definitions that a schema refers to, directly or through one another, that are no blocks. */
export function plainDefinitions(schema: unknown, definitions: JsonObject): JsonObject {
  const found: JsonObject = {};
  const visit = (part: unknown) => {
    for (const name of referredDefinitions(part)) {
      const definition = definitions[name];
      if (name in found || !isJsonObject(definition) || (definition.block_type_slug ?? null) !== null) continue;
      found[name] = definition;
      visit(definition);
    }
  };
  visit(schema);
  return found;
}

/** The fields with the definitions of other blocks left out: those have schemas of their own. */
export function withoutBlockDefinitions(fields: JsonObject, definitions: JsonObject): JsonObject {
  const { definitions: _, ...rest } = fields;
  const plain = plainDefinitions(fields, definitions);
  return Object.keys(plain).length > 0 ? { ...rest, definitions: plain } : rest;
}

function withoutSecretFields(value: unknown): unknown {
  if (!isJsonObject(value) || JSON.isRawJSON(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "secret_fields");
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutSecretFields(member)]));
}

/** Python's checksum of a block schema's fields, by which clients know whether a schema is registered. */
export function schemaChecksum(fields: JsonObject): string {
  const bare = withoutSecretFields(fields);
  const { definitions } = isJsonObject(bare) ? bare : {};
  const hashed =
    isJsonObject(bare) && isJsonObject(definitions) && Object.keys(definitions).length > 0
      ? withoutBlockDefinitions(bare, definitions)
      : bare;
  return `sha256:${createHash("sha256")
    .update(`[[${dumpSorted(hashed)}], {}]`)
    .digest("hex")}`;
}
