import { defaultFactory } from "@prefect-ts/schemas/types";
import { compile, type ErrorItem } from "@prefect-ts/schemas/validation/compile";
import { IsObject, IsOptional, type TSchema } from "typebox";

/**
 * FastAPI's embedded body parameters. Each field is checked by itself; null and absence are the field's default, or an
 * error where it has none; a body that is not an object has no fields at all, not even optional ones.
 */
export function parseEmbeddedBody(schema: TSchema, input: unknown, errors: ErrorItem[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  if (!IsObject(schema)) return values;
  const noFields = input !== undefined && input !== null && (typeof input !== "object" || Array.isArray(input));
  const given =
    typeof input === "object" && input !== null ? new Map(Object.entries(input)) : new Map<string, unknown>();
  for (const [name, field] of Object.entries(schema.properties)) {
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
