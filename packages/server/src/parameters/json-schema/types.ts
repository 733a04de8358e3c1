import { Placeholder } from "../placeholders.ts";

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Placeholder);

const types: Record<string, (value: unknown) => boolean> = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
  number: (value) => typeof value === "number",
  object: isObject,
  string: (value) => typeof value === "string",
};

/** Whether a value is of a JSON schema type; no value is of an unknown one. */
export const isType = (value: unknown, type: unknown): boolean =>
  typeof type === "string" && Object.hasOwn(types, type) && types[type]?.(value) === true;

/** One or many types of a `type` keyword. */
export const typesOf = (type: unknown): readonly unknown[] => (Array.isArray(type) ? type : [type]);

/** Equality of JSON values; `true` is not 1. */
export function isEqual(one: unknown, two: unknown): boolean {
  if (one === two) return true;
  if (Array.isArray(one) && Array.isArray(two)) {
    return one.length === two.length && one.every((item, index) => isEqual(item, two[index]));
  }
  if (!isObject(one) || !isObject(two)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(two).length &&
    keys.every((key) => Object.hasOwn(two, key) && isEqual(one[key], two[key]))
  );
}

/** Number of nodes of a JSON value. */
export function sizeOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((size: number, item) => size + sizeOf(item), 1);
}
