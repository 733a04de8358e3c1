import { describe, expect, it } from "vitest";
import { checkValues, CircularSchemaError, schemaComplaint, validateValues, valueErrors } from "./parameters.ts";
import { Placeholder } from "./placeholders.ts";
import { valueProblems } from "./value-problems.ts";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const inField = (field: string, reason: string) =>
  `Reason: Validation failed for field '${field}'. Failure reason: ${reason}`;

describe("values are told what is wrong with them in jsonschema's words", () => {
  it.each([
    [{ x: "a" }, object({ x: { type: "integer" } }), inField("x", "'a' is not valid under any of the given schemas")],
    [
      {},
      object({ x: {} }, { required: ["x"] }),
      "Reason: Validation failed. Failure reason: 'x' is a required property",
    ],
    [{ x: 5 }, object({ x: { type: "string" } }, { required: ["x"] }), inField("x", "5 is not of type 'string'")],
    [
      { x: { a: "1" } },
      object({ x: { anyOf: [{ type: "integer" }, object({ a: { type: "integer" } }, { required: ["a"] })] } }),
      inField("x.a", "'1' is not of type 'integer'"),
    ],
    [{ x: [1, true] }, object({ x: { items: { type: "integer" } } }), inField("x[1]", "True is not of type 'integer'")],
    [
      { x: 1, "a b": { c: null } },
      object({ x: {} }, { additionalProperties: false }),
      "Reason: Validation failed. Failure reason: Additional properties are not allowed ('a b' was unexpected)",
    ],
    [
      { x: 1 },
      object({ x: { $ref: "#/definitions/B" } }, { definitions: {} }),
      "Reason: Validation failed. Failure reason: PointerToNowhere: '/definitions/B' does not exist within {'type': 'object', 'properties': {'x': {'$ref': '#/definitions/B'}}, 'definitions': {}}",
    ],
  ])("%j", (values, schema, expected) => {
    expect(checkValues(values, schema)).toBe(expected);
  });

  it("null stands for an optional value, and only then for one with a default if that is asked for", () => {
    expect(checkValues({ x: null }, object({ x: { type: "integer" } }))).toBeUndefined();
    const withDefault = object({ x: { type: "integer", default: 1 } });
    expect(checkValues({ x: null }, withDefault)).toBe(inField("x", "None is not of type 'integer'"));
    expect(() => validateValues({ x: null }, withDefault, { allowNoneWithDefault: true })).not.toThrow();
  });

  it("a form gets every error at its place", () => {
    const schema = object({ a: { type: "array", items: { type: "integer" } }, b: {} }, { required: ["b"] });
    expect(valueProblems(valueErrors({ a: [1, "x"] }, schema))).toEqual([
      { property: "a", errors: [{ index: 1, errors: ["'x' is not of type 'integer'"] }] },
      { property: "b", errors: ["'b' is a required property"] },
    ]);
  });

  it("what is not known is said in place of its value", () => {
    const values = { a: [new Placeholder("Invalid JSON"), new Placeholder(null)] };
    expect(valueProblems(valueErrors(values, object({ a: { enum: [1] } })))).toEqual([
      { property: "a", errors: ["[<Invalid JSON>, <not known yet>] is not one of [1]"] },
    ]);
  });
});

describe("a schema", () => {
  it.each([
    [{ type: "foo" }, "'foo' is not valid under any of the given schemas"],
    [{ required: "x" }, "'x' is not of type 'array'"],
    [{ pattern: "(" }, "'(' is not a 'regex'"],
    [{ properties: { x: 3 } }, "3 is not of type 'object', 'boolean'"],
    [object({ x: { type: ["string", "null"] } }), undefined],
  ])("%j is checked itself", (schema, complaint) => {
    expect(schemaComplaint(schema)).toBe(complaint);
  });

  it("without an end is refused", () => {
    const schema = object({ x: { $ref: "#/definitions/A" } }, { definitions: { A: { $ref: "#/definitions/A" } } });
    expect(() => validateValues({ x: 1 }, schema)).toThrow(CircularSchemaError);
  });

  it("that doubles the work at every level is given up", () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `d${i}`,
        { allOf: [{ $ref: `#/definitions/d${i + 1}` }, { $ref: `#/definitions/d${i + 1}` }] },
      ]),
    );
    const schema = object({ x: { $ref: "#/definitions/d0" } }, { definitions: { ...definitions, d40: {} } });
    expect(checkValues({ x: 1 }, schema)).toContain("the schema asks for too much work");
  });

  it("whose pattern would backtrack without end is given up", () => {
    const schema = object({ x: { type: "string", pattern: "^(a+)+$" } }, { required: ["x"] });
    expect(checkValues({ x: `${"a".repeat(60)}b` }, schema)).toContain("the schema asks for too much work");
    expect(checkValues({ x: "aaa" }, schema)).toBeUndefined();
  });
});
