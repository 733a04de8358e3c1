import { isObject, type Json, type JsonObject, withSortedKeys } from "../harness/json.ts";

/** What a document says to people, or says again: no client depends on it. */
const texts = new Set([
  "title",
  "description",
  "summary",
  "example",
  "examples",
  "operationId",
  "tags",
  "info",
  "servers",
]);
/** Lists whose order means nothing. */
const unordered = new Set(["required", "enum", "parameters", "anyOf", "oneOf"]);
/** Objects whose keys are names, not keywords. */
const named = new Set(["properties", "schemas"]);

function sorted(list: Json[]): Json[] {
  const byText = list.map((item) => ({ item, text: JSON.stringify(withSortedKeys(item)) }));
  return byText.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ item }) => item);
}

/** An OpenAPI document without its texts, its lists in one order; what is empty is left out. */
export function facts(value: Json, name = ""): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => facts(item));
    return unordered.has(name) ? sorted(items) : items;
  }
  if (!isObject(value)) return value;
  if (name === "items" && Object.keys(value).length === 0) return true;
  const kept: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (!named.has(name) && texts.has(key)) continue;
    const written = facts(member, key);
    if (!(Array.isArray(written) && written.length === 0)) kept[key] = written;
  }
  return kept;
}

/** Where two documents differ, and what stands there in each. */
export interface Difference {
  path: string;
  ours: Json | undefined;
  theirs: Json | undefined;
}

export function differences(ours: Json | undefined, theirs: Json | undefined, path = ""): Difference[] {
  if (!isObject(ours) || !isObject(theirs)) {
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ path, ours, theirs }];
  }
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  return keys.flatMap((key) => differences(ours[key], theirs[key], `${path}${path && " "}${key}`));
}
