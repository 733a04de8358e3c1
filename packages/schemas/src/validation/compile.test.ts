import { Type } from "typebox";
import { describe, expect, it } from "vitest";
import { check, defaultFactory, lazy, unionTag } from "../types.ts";
import { compile, fieldsSet, parse, ValidationError } from "./compile.ts";

const Leaf = Type.Object({ kind: Type.Literal("leaf"), size: Type.Integer({ minimum: 0 }) }, { $id: "Leaf" });
const Branch: Type.TSchema = Type.Object(
  { kind: Type.Literal("branch"), children: Type.Array(Type.Union([Leaf, Type.Unsafe({ [lazy]: () => Branch })])) },
  { $id: "Branch" },
);
const Settings = Type.Object({
  name: Type.String(),
  tags: Type.Array(Type.String(), { default: [] }),
  options: Type.Record(Type.String(), Type.Unknown(), { default: { deep: { a: 1 } } }),
  note: Type.Optional(Type.String()),
  made: Type.String({ [defaultFactory]: () => "now" }),
});

describe("a checked object", () => {
  it("has its defaults, each object of its own", () => {
    const first = parse(Settings, { name: "a" });
    const second = parse(Settings, { name: "b" });
    expect(first).toEqual({ name: "a", tags: [], options: { deep: { a: 1 } }, made: "now" });
    expect(first.tags).not.toBe(second.tags);
    expect(first.options["deep"]).not.toBe(second.options["deep"]);
  });

  it("leaves out an optional field that the input has not, and keeps the order of the fields", () => {
    expect(Object.keys(parse(Settings, { made: "m", name: "a" }))).toEqual(["name", "tags", "options", "made"]);
    expect(Object.keys(parse(Settings, { note: "n", name: "a" }))).toEqual(["name", "tags", "options", "note", "made"]);
  });

  it("knows which fields the input had", () => {
    const value = parse(Settings, { name: "a", tags: [], unknown: 1 });
    expect(fieldsSet(value)).toEqual(new Set(["name", "tags"]));
    expect(fieldsSet({ ...value })).toEqual(new Set());
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });

  it("is another object than the input, which stays as it was", () => {
    const input = Object.freeze({ name: "a", tags: Object.freeze(["t"]), options: Object.freeze({ x: "1" }) });
    const value = parse(Settings, input);
    value.tags.push("u");
    value.options["x"] = 2;
    expect(input).toEqual({ name: "a", tags: ["t"], options: { x: "1" } });
  });

  it("takes no field from a prototype", () => {
    const Odd = Type.Object({ constructor: Type.Optional(Type.Unknown()), toString: Type.String() });
    expect(compile(Odd)({})).toMatchObject({ errors: [{ type: "missing", loc: ["toString"] }] });
    const polluted = compile(Type.Record(Type.String(), Type.Integer()))(JSON.parse('{"__proto__": "5"}'));
    expect(JSON.stringify(polluted)).toBe('{"ok":true,"value":{"__proto__":5}}');
  });
});

describe("an error", () => {
  it("is located through lists, unions and recursive models below the given place", () => {
    const input = {
      kind: "branch",
      children: [
        { kind: "leaf", size: 1 },
        { kind: "branch", children: [{ kind: "leaf", size: -1 }] },
      ],
    };
    const result = compile(Branch)(input, ["body", "tree"]);
    const places = result.ok ? [] : result.errors.map(({ type, loc }) => `${loc.join(".")} ${type}`);
    expect(places).toEqual([
      "body.tree.children.1.Leaf.kind literal_error",
      "body.tree.children.1.Leaf.size missing",
      "body.tree.children.1.Branch.children.0.Leaf.size greater_than_equal",
      "body.tree.children.1.Branch.children.0.Branch.kind literal_error",
      "body.tree.children.1.Branch.children.0.Branch.children missing",
    ]);
  });

  it("names a member of a union as the schema says", () => {
    const schema = Type.Union([Type.Integer({ [unionTag]: "number of things" }), Type.Null(), Type.Boolean()]);
    expect(compile(schema)("x")).toMatchObject({ errors: [{ loc: ["number of things"] }, { loc: ["bool"] }] });
  });

  it("is thrown by parse with a line for people", () => {
    expect(() => parse(Settings, { tags: 1 }, ["body"])).toThrow(ValidationError);
    expect(() => parse(Settings, { tags: 1 }, ["body"])).toThrow(
      "body.name: Field required; body.tags: Input should be a valid list",
    );
  });

  it("of an after-check may be an item of its own", () => {
    const schema = Type.Integer({ [check]: () => ({ type: "odd", msg: "Oddly enough", ctx: { why: 1 } }) });
    expect(compile(schema)(3)).toEqual({
      ok: false,
      errors: [{ type: "odd", loc: [], msg: "Oddly enough", input: 3, ctx: { why: 1 } }],
    });
  });

  it("about the length of a checked string comes last, and is about a value", () => {
    const schema = Type.String({
      maxLength: 2,
      [check]: (text: unknown) => (text === "cba" ? "Backwards" : undefined),
    });
    expect(compile(schema)("cba")).toMatchObject({ errors: [{ type: "value_error", msg: "Value error, Backwards" }] });
    expect(compile(schema)("😀😀😀")).toMatchObject({
      errors: [
        {
          type: "too_long",
          msg: "Value should have at most 2 items after validation, not 3",
          ctx: { field_type: "Value", max_length: 2, actual_length: 3 },
        },
      ],
    });
    expect(compile(schema)("😀😀")).toMatchObject({ ok: true });
  });
});

describe("depth", () => {
  const nested = (depth: number, inner: unknown) => {
    let value = inner;
    for (let i = 0; i < depth; i++) value = { kind: "branch", children: [value] };
    return value;
  };

  it("of a model is limited as pydantic limits it", () => {
    expect(compile(Branch)(nested(200, { kind: "leaf", size: 1 }))).toMatchObject({ ok: true });
    const result = compile(Branch)(nested(5000, { kind: "leaf", size: 1 }));
    expect(result.ok ? [] : result.errors.map(({ type }) => type)).toContain("recursion_loop");
  });

  it("of anything does not matter", () => {
    expect(compile(Type.Record(Type.String(), Type.Unknown()))({ deep: nested(100_000, 1) })).toMatchObject({
      ok: true,
    });
  });

  it("of a schema in TypeBox's own recursion is followed", () => {
    const Tree = Type.Cyclic(
      { Tree: Type.Object({ id: Type.Integer(), below: Type.Array(Type.Ref("Tree")) }) },
      "Tree",
    );
    expect(compile(Tree)({ id: "1", below: [{ id: "2", below: [] }] })).toEqual({
      ok: true,
      value: { id: 1, below: [{ id: 2, below: [] }] },
    });
    expect(compile(Tree)({ id: 1, below: [{ id: "x", below: [] }] })).toMatchObject({
      errors: [{ type: "int_parsing", loc: ["below", 0, "id"] }],
    });
  });
});

describe("a union of models that contain each other", () => {
  const group = (kind: string): Type.TSchema =>
    Type.Object(
      { kind: Type.Literal(kind, { default: kind }), members: Type.Array(Type.Unsafe({ [lazy]: () => Group })) },
      { $id: kind },
    );
  const Group: Type.TSchema = Type.Union([Leaf, group("all"), group("any"), group("none")]);
  const nested = (depth: number, inner: unknown) => {
    let value = inner;
    for (let i = 0; i < depth; i++) value = { kind: i % 2 ? "all" : "none", members: [value] };
    return value;
  };

  it("is checked in time that its depth does not multiply", () => {
    expect(compile(Group)(nested(100, { kind: "leaf", size: 1 }))).toMatchObject({ ok: true });
  });

  it("reports a bounded number of errors", () => {
    const result = compile(Group)(nested(60, { kind: "leaf", size: -1 }));
    expect(result.ok ? 0 : result.errors.length).toBeGreaterThan(1000);
    expect(result.ok ? 0 : result.errors.length).toBeLessThan(10_000);
  });
});

it("refuses to compile a schema that it would not check", () => {
  expect(() => compile(Type.Intersect([Leaf, Settings]))).toThrow("no check is known");
  expect(() => compile(Type.Never())).toThrow("no check is known");
});
