import type { Arguments } from "./arguments.ts";
import { boundedText } from "./budget.ts";
import { repr } from "@prefect-ts/schemas/validation/python";
import { TemplateRenderError } from "./render-error.ts";
import { textOf, typeName, Undefined, type Value } from "./values.ts";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;" };

/** A text whose characters mean nothing to HTML. */
export const escapedText = (text: string): string => boundedText(text.replace(/[&<>'"]/g, (c) => entities[c] ?? c));

function checkedKey(key: Value): string {
  if (typeof key !== "string") {
    throw new TemplateRenderError("TypeError", `expected string or bytes-like object, got '${typeName(key)}'`);
  }
  if (!/[ \t\n\r\f\v/>=]/.test(key)) return key;
  throw new TemplateRenderError("ValueError", `Invalid character in attribute name: ${repr(key)}`);
}

/** A dict as the attributes of an element; what is none or undefined is left out. */
export function attributesText(value: Value, given: Arguments): string {
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Map)) {
    throw new TemplateRenderError("AttributeError", `'${typeName(value)}' object has no attribute 'items'`);
  }
  const parts = [...value]
    .filter(([, item]) => item !== null && !(item instanceof Undefined))
    .map(([key, item]) => `${escapedText(checkedKey(key))}="${escapedText(textOf(item))}"`);
  const space = given.flag(0, true) && parts.length > 0 ? " " : "";
  return boundedText(space + parts.join(" "));
}
