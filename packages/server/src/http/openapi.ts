import { IsOptional, type TSchema, Type } from "typebox";
import { defaultFactory, lazy } from "@prefect-ts/schemas/types";
import { prefectVersion } from "../versions.ts";
import { checksVersion } from "./plugins/api-version.ts";
import type { Route } from "./route.ts";

type JsonSchema = Record<string, unknown>;

/** Collects the named schemas of a document while it writes them. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** The schema as the document writes it: named ones by reference. */
  write(schema: TSchema): JsonSchema {
    const target = Reflect.get(schema, lazy);
    if (typeof target === "function") return this.write(target());
    const written = Object.entries(schema).filter(([key]) => key !== "strict" && !key.startsWith("~"));
    const { $id: name, default: initial, ...rest } = Object.fromEntries(written);
    const withDefault = initial === undefined || initial === null || isEmpty(initial) ? {} : { default: initial };
    if (typeof name !== "string") return { ...this.inner(rest, schema), ...withDefault };
    if (!(name in this.schemas)) {
      this.schemas[name] = {};
      this.schemas[name] = this.inner(rest, schema);
    }
    return { $ref: `#/components/schemas/${name}`, ...withDefault };
  }

  private inner(rest: JsonSchema, schema: TSchema): JsonSchema {
    const fields = fieldsOf(schema);
    if (fields) {
      const required = fields.filter(([, field]) => isRequired(field)).map(([name]) => name);
      return {
        ...rest,
        properties: Object.fromEntries(fields.map(([name, field]) => [name, this.write(field)])),
        required: required.length > 0 ? required : undefined,
      };
    }
    const written = withPrefixItems(withEnum(rest));
    for (const key of ["anyOf", "prefixItems"]) {
      const members = written[key];
      if (Array.isArray(members)) written[key] = members.map((member) => this.write(member));
    }
    for (const key of ["items", "additionalProperties"]) {
      const member = written[key];
      if (typeof member === "object" && member !== null) written[key] = anyOrWritten(this.write(Object(member)));
    }
    if (typeof written.patternProperties === "object" && written.patternProperties !== null) {
      const [value] = Object.values(written.patternProperties);
      delete written.patternProperties;
      written.additionalProperties = anyOrWritten(this.write(value));
    }
    if ("enum" in written) written.type = "string";
    return written;
  }
}

/** The fields of an object's schema; a schema that was copied has lost TypeBox's own mark of what it is. */
function fieldsOf(schema: TSchema): [string, TSchema][] | undefined {
  const properties: unknown = Reflect.get(schema, "properties");
  return typeof properties === "object" && properties !== null ? Object.entries(properties) : undefined;
}

/** Items that each have a schema of their own, as JSON Schema 2020-12 writes them. */
function withPrefixItems(schema: JsonSchema): JsonSchema {
  const { items, ...rest } = schema;
  if (!Array.isArray(items)) return schema;
  delete rest.additionalItems;
  return { ...rest, prefixItems: items, maxItems: items.length };
}

/** Whether every value may stand here, which the document says with `true`. */
const anyOrWritten = (schema: JsonSchema) => (isEmpty(schema) ? true : schema);

const textOf = (schema: unknown) => {
  const { const: text } = Object(schema);
  return typeof text === "string" ? [text] : [];
};

/** Several texts to choose from are one enumeration. */
function withEnum(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return { ...schema };
  const texts = anyOf.flatMap(textOf);
  if (texts.length < 2) return { ...schema };
  const others = anyOf.filter((member) => textOf(member).length === 0);
  if (others.length === 0) return { ...rest, type: "string", enum: texts };
  return { ...rest, anyOf: [{ type: "string", enum: texts }, ...others] };
}

const isEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 0;
const isRequired = (field: TSchema) => !(IsOptional(field) || "default" in field || Reflect.get(field, defaultFactory));

function parameters(components: Components, place: "path" | "query", schema: Route["params"]): JsonSchema[] {
  return Object.entries(schema?.properties ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === "path" || isRequired(field),
    schema: components.write(field),
  }));
}

/** As clients that are generated from the reference's document know it. */
const ValidationError = Type.Object(
  {
    loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
    msg: Type.String(),
    type: Type.String(),
    input: Type.Optional(Type.Unknown()),
    ctx: Type.Optional(Type.Object({})),
  },
  { $id: "ValidationError" },
);
const HTTPValidationError = Type.Object(
  { detail: Type.Optional(Type.Array(ValidationError)) },
  { $id: "HTTPValidationError" },
);

const jsonContent = (schema: JsonSchema) => ({ content: { "application/json": { schema } } });
const versionHeader = { name: "x-prefect-api-version", in: "header", required: false, schema: { type: "string" } };

function operation(components: Components, route: Route): JsonSchema {
  const takesInput = checksVersion(route) || route.params || route.query || route.body;
  return {
    tags: [route.tag],
    operationId: route.operation,
    parameters: [
      ...parameters(components, "path", route.params),
      ...parameters(components, "query", route.query),
      ...(checksVersion(route) ? [versionHeader] : []),
    ],
    ...(route.body && {
      requestBody: { ...(route.bodyRequired && { required: true }), ...jsonContent(components.write(route.body)) },
    }),
    responses: {
      [String(route.status)]: route.response ? jsonContent(components.write(route.response)) : { description: "" },
      ...(takesInput && {
        "422": { description: "Validation Error", ...jsonContent(components.write(HTTPValidationError)) },
      }),
    },
  };
}

/** The OpenAPI document of the routes, from the schemas that check their requests. */
export function openApi(routes: readonly Route[]): JsonSchema {
  const components = new Components();
  const paths: Record<string, JsonSchema> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(components, route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Prefect REST API", version: prefectVersion },
    paths,
    components: { schemas: components.schemas },
  };
}
