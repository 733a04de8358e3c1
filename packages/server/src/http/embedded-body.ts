import { defaultFactory } from "@prefect-ts/schemas/types";
import { compile, type ErrorItem } from "@prefect-ts/schemas/validation/compile";
import { IsObject, IsOptional, type TObject, type TSchema } from "typebox";
import { Limit } from "./parameters.ts";
import { OpaqueBody } from "./request-body.ts";

const orders = new WeakMap<TObject, [string, TSchema][]>();

/** The fields in the order that they are checked in: the page's limit first, for FastAPI resolves dependencies first. */
function fieldsOf(schema: TObject): [string, TSchema][] {
  const known = orders.get(schema);
  if (known) return known;
  const fields = Object.entries(schema.properties);
  const ordered = [...fields.filter(([, field]) => field === Limit), ...fields.filter(([, field]) => field !== Limit)];
  orders.set(schema, ordered);
  return ordered;
}

/**
 * FastAPI's embedded body parameters. Each field is checked by itself; null and absence are the field's default, or an
 * error where it has none; a JSON body that is not an object has no fields at all, not even optional ones.
 */
export function parseEmbeddedBody(schema: TSchema, input: unknown, errors: ErrorItem[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  if (!IsObject(schema)) return values;
  const noFields = input !== undefined && input !== null && (typeof input !== "object" || Array.isArray(input));
  const given =
    typeof input === "object" && input !== null && !(input instanceof OpaqueBody)
      ? new Map<string, unknown>(Object.entries(input))
      : new Map<string, unknown>();
  for (const [name, field] of fieldsOf(schema)) {
    const value = given.get(name);
    if (value !== undefined && value !== null) {
      const result = compile(field)(value, ["body", name]);
      if (result.ok) values[name] = result.value;
      else errors.push(...result.errors);
      continue;
    }
    const factory = Reflect.get(field, defaultFactory);
    if (noFields || !(IsOptional(field) || "default" in field || factory)) {
      errors.push({ type: "missing", loc: ["body", name], msg: "Field required", input: null });
    } else if (typeof factory === "function") {
      values[name] = factory();
    } else if ("default" in field) {
      values[name] = structuredClone(field.default);
    }
  }
  return values;
}
