import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

test.each([
  ['{"b":1,"a":[true,null]}', '{ "a": [true, null], "b": 1.0 }'],
  ["1e20", "100000000000000000000"],
  ["-0.0", "0"],
  ["0.10", "1e-1"],
  ['{"a":1,"a":2}', '{"a":2}'],
  ['"\\u00fc"', '"ü"'],
])("%s and %s are the same value", (a, b) => expect(canonicalJson(a)).toBe(canonicalJson(b)));

test.each([
  ["123456789012345678", "123456789012345679"],
  ["10", "1"],
  ['"1"', "1"],
  ["[]", "{}"],
  ["1.5", "15"],
  ["-1", "1"],
  ["null", '"null"'],
])("%s and %s are different values", (a, b) => expect(canonicalJson(a)).not.toBe(canonicalJson(b)));
