import type { Session } from "@prefect-ts/database/database";
import { kindKey } from "@prefect-ts/schemas/parameter-templates";
import { parseJsonText } from "@prefect-ts/schemas/validation/json";
import { isObject, type JsonObject } from "./json-schema/types.ts";
import { Placeholder } from "./placeholders.ts";
import { TemplateSyntaxError } from "@prefect-ts/schemas/templates/errors";
import { validateTemplate } from "@prefect-ts/schemas/templates/validate";
import { TemplateRenderError } from "../templates/render-error.ts";
import { renderTemplate } from "../templates/renderer.ts";

/** A value that cannot be made from what stands for it. */
export class HydrationError extends Error {
  override name = "HydrationError";
}

const removed: unique symbol = Symbol("removed");

/** Whether anything in a value stands for something else. */
function standsForSomething(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, kindKey) || Object.values(value).some(standsForSomething);
}

const isStandIn = (value: unknown): value is Placeholder | typeof removed =>
  value instanceof Placeholder || value === removed;

/** Renders a template. Throws TemplateRenderError. */
export type RenderTemplate = (template: string) => string;

/** Parameters that a request brings have nothing to look names up in. */
const withoutContext: RenderTemplate = (template) => renderTemplate(template, new Map());

/** Fills in the values of one request; variables are read once each. */
class Hydration {
  private readonly session: Session;
  private readonly isStrict: boolean;
  private readonly render: RenderTemplate;
  private readonly variables = new Map<string, { value: unknown } | undefined>();

  constructor(session: Session, isStrict: boolean, render: RenderTemplate) {
    this.session = session;
    this.isStrict = isStrict;
    this.render = render;
  }

  async hydrate(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(await this.hydrate(item));
      return items.filter((item) => item !== removed);
    }
    if (!isObject(value)) return value;
    if (Object.hasOwn(value, kindKey)) return await this.handle(value);
    const entries: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value)) entries.push([key, await this.hydrate(item)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== removed));
  }

  private async handle(value: JsonObject): Promise<unknown> {
    switch (value[kindKey]) {
      case "none":
        return "value" in value
          ? await this.hydrate(value["value"])
          : this.fail("Missing 'value' key in __prefect object");
      case "json":
        return await this.handleJson(value);
      case "jinja":
        return await this.handleTemplate(value);
      case "workspace_variable":
        return await this.handleVariable(value);
      default:
        return value["value"] ?? null;
    }
  }

  /** The member of that name; only an object in it is hydrated. */
  private async inner(value: JsonObject, key: string): Promise<unknown> {
    const member = value[key];
    return isObject(member) ? await this.hydrate(member) : member;
  }

  /** A form that is not filled in yet is left out. */
  private async handleJson(value: JsonObject): Promise<unknown> {
    if (!("value" in value)) return removed;
    const inner = await this.inner(value, "value");
    if (isStandIn(inner) || typeof inner !== "string") return inner;
    const parsed = parseJsonText(inner);
    return "problem" in parsed ? this.fail(`Invalid JSON: ${parsed.problem}`) : parsed.value;
  }

  private async handleTemplate(value: JsonObject): Promise<unknown> {
    if (!("template" in value)) return this.fail("Missing 'template' key in __prefect object");
    const template = await this.inner(value, "template");
    if (isStandIn(template)) return template;
    try {
      validateTemplate(String(template));
      return this.isStrict ? this.render(String(template)) : new Placeholder(null);
    } catch (error) {
      if (error instanceof TemplateSyntaxError) return this.fail(`Invalid jinja: ${error.message}`);
      if (error instanceof TemplateRenderError) return this.fail(`Invalid jinja: ${error.description}`);
      throw error;
    }
  }

  private async handleVariable(value: JsonObject): Promise<unknown> {
    if (!("variable_name" in value)) return removed;
    const given = await this.inner(value, "variable_name");
    if (isStandIn(given)) return given;
    const name = String(given);
    if (!this.variables.has(name)) {
      const row = await this.session.db
        .selectFrom("variable")
        .select("value")
        .where("name", "=", name)
        .executeTakeFirst();
      this.variables.set(name, row);
    }
    const found = this.variables.get(name);
    return found ? found.value : this.fail(`Variable '${name}' not found in workspace.`);
  }

  private fail(problem: string): Placeholder {
    if (this.isStrict) throw new HydrationError(problem);
    return new Placeholder(problem);
  }
}

/**
 * Puts real values where `{"__prefect_kind": …}` stands for them: JSON text, a template, a variable. Throws
 * HydrationError where one cannot be made.
 */
export async function hydrate(
  session: Session,
  values: JsonObject,
  render: RenderTemplate = withoutContext,
): Promise<JsonObject> {
  if (!standsForSomething(values)) return values;
  const hydrated = await new Hydration(session, true, render).hydrate(values);
  if (hydrated === removed) return {};
  if (isObject(hydrated)) return hydrated;
  throw new HydrationError("Parameters must be an object");
}

/** As {@link hydrate}, but with a Placeholder for what cannot be made, and for what only a run can make. */
export async function hydrateForForm(session: Session, values: JsonObject): Promise<unknown> {
  if (!standsForSomething(values)) return values;
  const hydrated = await new Hydration(session, false, withoutContext).hydrate(values);
  return hydrated === removed ? {} : hydrated;
}
