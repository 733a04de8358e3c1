import { Type } from "typebox";
import { expect, test } from "vitest";
import { parseExactly, withPlainNumbers } from "./exact-json.ts";
import { Labels, Seconds } from "./types.ts";
import { parse } from "./validation/compile.ts";

test.each([
  ["3.0"],
  ["[3.0,-1.0,0.0]"],
  ['{"big":9007199254740993,"deep":[{"huge":123456789012345678901234567890}]}'],
  ["1e+16"],
  ['{"text":"3.0, 1234567890123456","plain":3.5}'],
  ["[1,2.5,-7,true,null]"],
])("%s is written as it was read", (text) => {
  expect(JSON.stringify(parseExactly(text))).toBe(text);
});

test("code that computes gets plain numbers", () => {
  expect(withPlainNumbers(parseExactly('{"a":[3.0,{"b":4.0}],"c":null}'))).toEqual({ a: [3, { b: 4 }], c: null });
});

test("a checked value keeps the numbers that it may hold, and reads those that it needs", () => {
  const schema = Type.Object({ seconds: Seconds, limit: Type.Integer(), any: Type.Unknown(), labels: Labels });
  const body = '{"seconds":60.0,"limit":5.0,"any":{"x":3.0},"labels":{"float":1.0,"int":1}}';
  const value = parse(schema, parseExactly(body));
  expect(value.seconds).toBe(60);
  expect(value.limit).toBe(5);
  expect(JSON.stringify(value)).toBe('{"seconds":60,"limit":5,"any":{"x":3.0},"labels":{"float":1.0,"int":1}}');
});
