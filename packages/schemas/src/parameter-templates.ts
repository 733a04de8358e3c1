import { TemplateSyntaxError } from "./templates/errors.ts";
import { validateTemplate } from "./templates/validate.ts";
import type { JsonObject } from "./types.ts";
import { parseJsonText } from "./validation/json.ts";
import { isJsonObject } from "./validation/record.ts";

/** The key of an object that stands for a value: JSON text, a template, a variable. */
export const kindKey = "__prefect_kind";

/** Whether a text may have something for Jinja in it. */
export const maybeTemplate = (text: string): boolean => text.includes("{{") || text.includes("{%");

const jinja = (template: string) => ({ [kindKey]: "jinja", template });

/** One expression keeps the type of its value, on its way through JSON; anything else makes a text. */
function upgradedTemplate(template: string): JsonObject {
  const text = template.trim();
  const isExpression = text.startsWith("{{") && text.endsWith("}}") && text.split("{{").length === 2;
  if (!isExpression) return jinja(template);
  return { [kindKey]: "json", value: jinja(`{{ ${text.slice(2, -2).trim()} | tojson }}`) };
}

function upgradedValue(value: unknown): unknown {
  if (typeof value === "string") return maybeTemplate(value) ? upgradedTemplate(value) : value;
  if (isJsonObject(value)) return kindKey in value ? value : upgradedTemplates(value);
  return value;
}

/** Parameters in which templates stand as objects of their kind, where they were plain texts. */
export function upgradedTemplates(parameters: JsonObject): JsonObject {
  const entries = Object.entries(parameters).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.map(upgradedValue) : upgradedValue(value),
  ]);
  return Object.fromEntries(entries);
}

/** What takes the place of a value that is not known before it is rendered. */
const pending: unique symbol = Symbol("pending");

function problemOfJson(text: string): string | undefined {
  const parsed = parseJsonText(text);
  return "problem" in parsed ? `Invalid JSON: ${parsed.problem}` : undefined;
}

function problemOfTemplate(template: string): string | undefined {
  try {
    validateTemplate(template);
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return `Invalid jinja: ${error.message}`;
  }
}

class Problem {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The member that a stand-in is made of, which may be one itself. */
function memberOf(value: JsonObject, key: string): unknown {
  const member = value[key];
  return isJsonObject(member) ? standsFor(member) : member;
}

/** What is known of an object before anything is rendered; a {@link Problem} where it cannot be made. */
function standsFor(value: JsonObject): unknown {
  switch (value[kindKey]) {
    case "none":
      return "value" in value ? value["value"] : new Problem("Missing 'value' key in __prefect object");
    case "json": {
      const text = memberOf(value, "value");
      const problem = typeof text === "string" ? problemOfJson(text) : undefined;
      return problem === undefined ? text : new Problem(problem);
    }
    case "jinja": {
      if (!("template" in value)) return new Problem("Missing 'template' key in __prefect object");
      const template = memberOf(value, "template");
      if (typeof template !== "string") return template;
      const problem = problemOfTemplate(template);
      return problem === undefined ? pending : new Problem(problem);
    }
    case "workspace_variable":
      return pending;
    case undefined:
      return value;
    default:
      return value["value"];
  }
}

function* problemsIn(parameters: JsonObject, prefix: string): Generator<string> {
  for (const [key, given] of Object.entries(parameters)) {
    const value = isJsonObject(given) ? standsFor(given) : given;
    if (value instanceof Problem) yield `${prefix}${key}: ${value.text}`;
    else if (isJsonObject(value)) yield* problemsIn(value, `${prefix}${key}.`);
    else if (Array.isArray(value)) yield* problemsOfItems(value, `${prefix}${key}`);
  }
}

function* problemsOfItems(items: readonly unknown[], path: string): Generator<string> {
  for (const [index, item] of items.entries()) {
    const value = isJsonObject(item) ? standsFor(item) : item;
    if (value instanceof Problem) yield `${path}[${index}]: ${value.text}`;
    else if (isJsonObject(value)) yield* problemsIn(value, `${path}[${index}].`);
  }
}

/** What is wrong with the templates in parameters, as `path: problem`, before any of them is rendered. */
export const parameterProblems = (parameters: JsonObject): string[] => [
  ...problemsIn(upgradedTemplates(parameters), ""),
];
