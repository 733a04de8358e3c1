import { expect, test } from "vitest";
import { pythonFormat } from "./python-format.ts";
import { inAscii, pythonJson } from "./python-json.ts";

/** As Python's `str.format` answers, with name="Zoë" and id="12345678". */
test.each([
  ["Run {name} ended", "Run Zoë ended"],
  ["{{name}} {{{name}}}", "{name} {Zoë}"],
  ["{name!s}|{name!r}", "Zoë|'Zoë'"],
  ["{id:>10}|{id:<10}|{id:^11}|{id:*^11s}", "  12345678|12345678  | 12345678  |*12345678**"],
  ["{id:.3}|{id:6.3}|{id:}", "123|123   |12345678"],
  ["", ""],
])("%s", (template, expected) => {
  expect(pythonFormat(template, { name: "Zoë", id: "12345678" })).toBe(expected);
});

test.each(["{unknown}", "{0}", "{}", "{name.upper}", "{ lone", "lone }", "{name:>x}"])(
  "what is no plain field stays: %s",
  (template) => {
    expect(pythonFormat(template, { name: "x" })).toBe(template);
  },
);

test("JSON is written with Python's blanks and escapes", () => {
  expect(pythonJson({ a: [1, "ü", null], b: { c: true }, d: [] })).toBe(
    '{"a": [1, "\\u00fc", null], "b": {"c": true}, "d": []}',
  );
  expect(inAscii('"🎉\x7f"')).toBe('"\\ud83c\\udf89\\u007f"');
});
