import { repr, reprOf } from "@prefect-ts/schemas/validation/python";
import { Placeholder } from "../placeholders.ts";

/** A JSON value as Python's `repr` writes it; of one that is not known, what is wrong with it. */
export function reprOfJson(value: unknown): string {
  if (value instanceof Placeholder) return `<${value.problem ?? "not known yet"}>`;
  if (Array.isArray(value)) return `[${value.map(reprOfJson).join(", ")}]`;
  if (value === null || typeof value !== "object") return reprOf(value);
  const items = Object.entries(value).map(([key, item]) => `${repr(key)}: ${reprOfJson(item)}`);
  return `{${items.join(", ")}}`;
}

/** `'a' was` or `'a', 'b' were` */
export const extras = (values: readonly unknown[]): string =>
  `${values.map(reprOfJson).join(", ")} ${values.length === 1 ? "was" : "were"}`;
