/** Any value JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** Parses JSON text. Throws a SyntaxError on anything else. */
export function parseJson(text: string): Json {
  return asJson(JSON.parse(text));
}

/** Checks that a value of unknown origin is JSON. Throws a TypeError naming the offending type. */
export function asJson(value: unknown): Json {
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") {
    return value;
  }
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
  }
  throw new TypeError(`not JSON: ${typeof value}`);
}

/** True for objects, false for arrays, null and scalars. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string under a key, or "" where there is none. */
export function text(row: JsonObject, key: string): string {
  const value = row[key];
  return typeof value === "string" ? value : "";
}

/** The objects in a list; anything else in it is dropped. */
export function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A copy whose object keys are sorted at every depth, so that equal values print equally. */
export function withSortedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, withSortedKeys(value[key] ?? null)]));
}

/** Compares two values by their printed form; for sorting where order carries no meaning. */
export function byText(a: Json, b: Json): number {
  const left = JSON.stringify(withSortedKeys(a));
  const right = JSON.stringify(withSortedKeys(b));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares two strings by code unit, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
