import { Type } from "typebox";
import { expect, test } from "vitest";
import { openApi } from "./openapi.ts";
import { route } from "./route.ts";
import { routes } from "./routes/index.ts";

const documentOf = (body: Parameters<typeof route>[0]["body"]) => {
  const only = route({
    method: "POST",
    path: "/things/",
    tag: "Things",
    operation: "create_thing",
    ...(body && { body }),
    handle: async () => undefined,
  });
  return JSON.parse(JSON.stringify(openApi([only])));
};
const written = (schema: Parameters<typeof documentOf>[0]) =>
  documentOf(schema).paths["/things/"].post.requestBody.content["application/json"].schema;

test("texts to choose from are an enumeration", () => {
  const choice = Type.Union([Type.Literal("a"), Type.Literal("b")]);
  expect(written(choice)).toEqual({ type: "string", enum: ["a", "b"] });
  expect(written(Type.Union([Type.Literal("a"), Type.Literal("b"), Type.Null()]))).toEqual({
    anyOf: [{ type: "string", enum: ["a", "b"] }, { type: "null" }],
  });
});

test("a tuple, and an object of anything", () => {
  expect(written(Type.Tuple([Type.String(), Type.Integer()]))).toEqual({
    type: "array",
    prefixItems: [{ type: "string" }, { type: "integer" }],
    minItems: 2,
    maxItems: 2,
  });
  expect(written(Type.Record(Type.String(), Type.Unknown()))).toEqual({ type: "object", additionalProperties: true });
});

test("named schemas stand once; a field with a default is not required", () => {
  const Inner = Type.Object({ x: Type.Integer({ default: 1 }), y: Type.String() }, { $id: "Inner" });
  const document = documentOf(Type.Object({ one: Inner, many: Type.Array({ ...Inner }) }, { $id: "Outer" }));
  const { HTTPValidationError: _, ValidationError: __, ...named } = document.components.schemas;
  expect(named).toEqual({
    Outer: {
      type: "object",
      properties: {
        one: { $ref: "#/components/schemas/Inner" },
        many: { type: "array", items: { $ref: "#/components/schemas/Inner" } },
      },
      required: ["one", "many"],
    },
    Inner: {
      type: "object",
      properties: { x: { type: "integer", default: 1 }, y: { type: "string" } },
      required: ["y"],
    },
  });
});

test("every operation of the API has an id of its own, and every reference a schema", () => {
  const document = JSON.parse(JSON.stringify(openApi(routes)));
  const operations = Object.values(document.paths).flatMap((path) => Object.values(Object(path)));
  expect(operations).toHaveLength(routes.length);
  expect(new Set(operations.map((operation) => Object(operation).operationId)).size).toBe(routes.length);
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  );
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]));
});

test("only the probes are there for clients of any version", () => {
  const { paths } = JSON.parse(JSON.stringify(openApi(routes)));
  expect(paths["/health"].get.parameters).toEqual([]);
  expect(paths["/ready"].get.parameters).toMatchObject([{ name: "x-prefect-api-version", in: "header" }]);
});
