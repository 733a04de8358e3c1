import { floatJson } from "@prefect-ts/schemas/exact-json";
import { dumpSorted } from "../blocks/python-json.ts";
import { boundedText } from "./budget.ts";
import { TemplateRenderError } from "./render-error.ts";
import { Callable, Float, isNumber, numberValue, TemplateObject, textOf, Undefined, type Value } from "./values.ts";

/** The JSON value that a template's value stands for. Throws where it stands for none. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Float) return floatJson(value.value);
  if (isNumber(value)) return numberValue(value);
  if (Array.isArray(value)) return Array.from(value, toJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [textOf(key), toJson(item)]));
  if (value instanceof TemplateObject) return value.json();
  const kind = value instanceof Undefined ? "Undefined" : value instanceof Callable ? "function" : "object";
  throw new TemplateRenderError("TypeError", `Object of type ${kind} is not JSON serializable`);
}

const escapes: Record<string, string> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027" };

/** Indented as Python does it; numbers keep their form. */
function indented(value: unknown, indent: number): string {
  const lines = JSON.stringify(JSON.parse(dumpSorted(value)), null, Math.min(Math.max(indent, 0), 10));
  return lines.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** As Jinja's `tojson` writes a value: sorted, ASCII alone, harmless inside HTML. */
export function toJsonText(value: Value, indent?: number): string {
  const json = toJson(value);
  const text = indent === undefined ? dumpSorted(json) : indented(json, indent);
  return boundedText(text.replace(/[<>&']/g, (character) => escapes[character] ?? character));
}
