import { readFileSync } from "node:fs";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";
import { Timestamp } from "../timestamp.ts";
import { before, check, DateTime, Lazy, Nullable, OrNull, Uuid } from "../types.ts";
import { compile } from "./compile.ts";
import { withPlainNumbers } from "../exact-json.ts";
import { parseJsonBody } from "./json.ts";

// What record-cases.py calls each type, in our words.

const Seconds = Type.Unsafe<number>({ type: "number", format: "time-delta" });
const Color = Type.Enum(["red", "green", "blue"], { $id: "Color" });
const Point = Type.Object({ x: Type.Integer(), y: OrNull(Type.Integer()) }, { $id: "Point" });
const Circle = Type.Object(
  { x: Type.Integer(), radius: Type.Number({ default: 1.5 }), color: { ...Color, default: "red" } },
  { $id: "Circle" },
);
interface Closed {
  name: string;
  tags: string[];
  inner: Closed | null;
}
const Closed: Type.TSchema = Type.Object(
  {
    name: Type.String(),
    tags: Type.Array(Type.String(), { default: [] }),
    inner: OrNull(Lazy<Closed>("Closed", () => Closed)),
  },
  { $id: "Closed", additionalProperties: false },
);
const Cat = Type.Object({ kind: Type.Literal("cat"), lives: Type.Integer({ default: 9 }) }, { $id: "Cat" });
const Dog = Type.Object(
  { kind: Type.Union([Type.Literal("dog"), Type.Literal("wolf")]), name: Type.String() },
  { $id: "Dog" },
);
const IntOrStr = Type.Union([Type.Integer(), Type.String()]);
const Loose = Type.Object({ value: IntOrStr, note: OrNull(Type.String()) }, { $id: "Loose" });
const Tight = Type.Object({ value: Type.Integer() }, { $id: "Tight" });
const Dict = Type.Record(Type.String(), Type.Unknown());
const list = Type.Array;
const set = (items: Type.TSchema, limits: object = {}) => Type.Array(items, { uniqueItems: true, ...limits });
const dict = (values: Type.TSchema) => Type.Record(Type.String(), values);
const strict = { strict: true };

function short(value: unknown) {
  return value === "long" ? "too long by far" : undefined;
}

function doubled(value: unknown) {
  if (value === null) throw new Error("nothing to double");
  return [value, value];
}

const types: Record<string, Type.TSchema> = {
  int: Type.Integer(),
  "int 1..5": Type.Integer({ minimum: 1, maximum: 5 }),
  "int between 1 and 5": Type.Integer({ exclusiveMinimum: 1, exclusiveMaximum: 5 }),
  "int of 3": Type.Integer({ multipleOf: 3 }),
  "strict int": Type.Integer(strict),
  float: Type.Number(),
  "float 0.5..": Type.Number({ minimum: 0.5 }),
  "strict float": Type.Number(strict),
  bool: Type.Boolean(),
  "strict bool": Type.Boolean(strict),
  str: Type.String(),
  "str 1..3": Type.String({ minLength: 1, maxLength: 3 }),
  "str 2..": Type.String({ minLength: 2 }),
  "str pattern": Type.String({ pattern: "^[^/%&><]+$" }),
  none: Type.Null(),
  uuid: Uuid,
  datetime: DateTime,
  timedelta: Seconds,
  "timedelta 10..": { ...Seconds, minimum: 10 },
  "timedelta over 1 day 1.5": { ...Seconds, exclusiveMinimum: 86_401.5 },
  literal: Type.Union([Type.Literal("a"), Type.Literal("it's")]),
  "literal 1": Type.Literal(1),
  enum: Color,
  any: Type.Unknown(),
  "optional int": Nullable(Type.Integer()),
  "optional literal": Type.Union([Type.Literal("a"), Type.Literal("b"), Type.Null()]),
  "list int": list(Type.Integer()),
  "list any": list(Type.Unknown()),
  "list 1..2": list(Type.Integer(), { minItems: 1, maxItems: 2 }),
  "list optional uuid": list(Nullable(Uuid)),
  "set str": set(Type.String()),
  "set any": set(Type.Unknown()),
  "set 1..1": set(Type.Integer(), { minItems: 1, maxItems: 1 }),
  "dict any": Dict,
  "dict int": dict(Type.Integer()),
  "dict 1..1": Type.Record(Type.String(), Type.Unknown(), { minProperties: 1, maxProperties: 1 }),
  tuple: Type.Tuple([Type.Integer(), Type.String()]),
  point: Point,
  "optional point": Nullable(Point),
  circle: Circle,
  closed: Closed,
  "point or circle": Type.Union([Point, Circle]),
  "circle or point": Type.Union([Circle, Point]),
  "loose or tight": Type.Union([Loose, Tight]),
  "tight or loose": Type.Union([Tight, Loose]),
  "points or circles": Type.Union([list(Point), list(Circle)]),
  "dict or point": Type.Union([Dict, Point]),
  "point or dict": Type.Union([Point, Dict]),
  "cat or dog": Type.Union([Cat, Dog], { discriminator: "kind" }),
  "int or str": IntOrStr,
  "str or int": Type.Union([Type.String(), Type.Integer()]),
  "float or int": Type.Union([Type.Number(), Type.Integer()]),
  "bool or int": Type.Union([Type.Boolean(), Type.Integer()]),
  "int or bool": Type.Union([Type.Integer(), Type.Boolean()]),
  "uuid or str": Type.Union([Uuid, Type.String()]),
  "datetime or int": Type.Union([DateTime, Type.Integer()]),
  "timedelta or str": Type.Union([Seconds, Type.String()]),
  "enum or str": Type.Union([Color, Type.String()]),
  "literal or bool": Type.Union([Type.Union([Type.Literal("a"), Type.Literal(1)]), Type.Boolean()]),
  "any or int": Type.Union([Type.Unknown(), Type.Integer()]),
  constrained: Type.Union([
    Type.String({ maxLength: 2 }),
    Type.Integer({ minimum: 2 }),
    Type.Number({ exclusiveMaximum: 9 }),
  ]),
  lists: Type.Union([list(Type.Integer()), list(Type.String())]),
  "list of unions": Type.Union([list(IntOrStr), set(Type.String())]),
  dicts: Type.Union([dict(Type.Integer()), dict(Nullable(list(Uuid)))]),
  "tagged members": Type.Union([
    Color,
    Uuid,
    Seconds,
    DateTime,
    Type.Union([Type.Literal("a"), Type.Literal(1)]),
    Type.Tuple([Type.Integer(), Type.String()]),
    dict(Nullable(Type.Integer())),
  ]),
  label: Type.Union([Type.Boolean(strict), Type.Integer(strict), Type.Number(strict), Type.String()]),
  variable: Type.Union([
    Type.String(strict),
    Type.Integer(strict),
    Type.Boolean(strict),
    Type.Number(strict),
    Type.Null(),
    Dict,
    list(Type.Unknown()),
  ]),
  "checked str": Type.String({ [check]: short }),
  "checked in union": Type.Union([Type.Integer(), Type.String({ [check]: short })]),
  rewritten: list(Type.Integer(), { [before]: doubled }),
};

type Case = [type: string, input: unknown, outcome: { value: unknown } | { errors: unknown }];

/** JavaScript has one kind of number, in which these differ not. */
const text = (value: unknown): string =>
  JSON.stringify(withPlainNumbers(value), (_key, item) =>
    Object.is(item, -0) || Number.isFinite(item) || typeof item !== "number" ? item : String(item),
  );

/** Timestamps as the recording has them, sets in its order. */
function plain(value: unknown, recorded: unknown): unknown {
  if (value instanceof Timestamp) return value.text;
  if (Array.isArray(value)) {
    if (typeof recorded === "object" && recorded !== null && "set" in recorded)
      return { set: value.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)) };
    return value.map((item, i) => plain(item, Array.isArray(recorded) ? recorded[i] : undefined));
  }
  return value;
}

const isCase = (item: unknown): item is Case => Array.isArray(item) && item.length === 3;

// Python writes NaN and infinities into its JSON.
const lines = readFileSync(new URL("pydantic-cases.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const cases = lines
  .map((line) => parseJsonBody(line))
  .flatMap((body) => (body.ok && isCase(body.value) ? [body.value] : []));

describe("what pydantic makes of", () => {
  it.each(Object.entries(types))("%s", (name, schema) => {
    const checker = compile(schema);
    const recorded = cases.filter(([type]) => type === name);
    expect(recorded.length).toBeGreaterThan(4);
    for (const [, input, outcome] of recorded) {
      const result = checker(input);
      const value = "value" in outcome ? outcome.value : undefined;
      const got = result.ok ? { value: plain(result.value, value) } : { errors: result.errors };
      expect.soft(text(got), text(input)).toBe(text(outcome));
    }
  });

  it("every type that was recorded", () => {
    expect(new Set(cases.map(([type]) => type))).toEqual(new Set(Object.keys(types)));
  });
});
