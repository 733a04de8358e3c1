import { describe, expect, it } from "vitest";
import { parseJsonBody } from "./json.ts";

const refused: [text: string, position: number, error: string][] = [
  ["", 0, "Expecting value"],
  [" ", 1, "Expecting value"],
  ["nul", 0, "Expecting value"],
  ["-", 0, "Expecting value"],
  ["[1,]", 3, "Expecting value"],
  ['{"a":}', 5, "Expecting value"],
  ["1.", 1, "Extra data"],
  ["01", 1, "Extra data"],
  ["{} {}", 3, "Extra data"],
  ["[1 2]", 3, "Expecting ',' delimiter"],
  ['{"a":1', 6, "Expecting ',' delimiter"],
  ['{"name"', 7, "Expecting ':' delimiter"],
  ["{a:1}", 1, "Expecting property name enclosed in double quotes"],
  ['{"a":1,}', 7, "Expecting property name enclosed in double quotes"],
  ['["abc', 1, "Unterminated string starting at"],
  ['"\\', 0, "Unterminated string starting at"],
  ['"a\tb"', 2, "Invalid control character at"],
  ['"\\x"', 1, "Invalid \\escape"],
  ['"\\u12"', 2, "Invalid \\uXXXX escape"],
  ['["\u{1f600}é", nul]', 7, "Expecting value"],
];

describe("a body that is no JSON", () => {
  it.each(refused)("%j is refused at %i: %s", (text, position, error) => {
    expect(parseJsonBody(text)).toEqual({
      ok: false,
      error: { type: "json_invalid", loc: ["body", position], msg: "JSON decode error", input: {}, ctx: { error } },
    });
  });

  it("has no item when it is not UTF-8", () => {
    expect(parseJsonBody(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ ok: false, error: null });
  });

  it.each(["[", '{"a":'])("has no item when %s is nested without end", (opening) => {
    expect(parseJsonBody(opening.repeat(1_000_000))).toEqual({ ok: false, error: null });
  });

  it("is explained when brackets are many but stand in strings", () => {
    const text = JSON.stringify([`\\"${"[".repeat(2000)}`]);
    expect(parseJsonBody(text)).toMatchObject({ ok: true });
    expect(parseJsonBody(text.slice(0, -1))).toMatchObject({ error: { ctx: { error: "Expecting ',' delimiter" } } });
  });
});

describe("a body that is JSON", () => {
  it("may hold NaN and infinities", () => {
    expect(parseJsonBody('{"a": [NaN, Infinity, -Infinity], "b": "\\ud83d\\ude00"}')).toEqual({
      ok: true,
      value: { a: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], b: "\u{1f600}" },
    });
  });

  it("may begin with a byte order mark", () => {
    expect(parseJsonBody(Buffer.from("\ufeff[1]"))).toEqual({ ok: true, value: [1] });
  });

  it.each(['{"__proto__": {"admin": true}}', '{"__proto__": {"admin": true}, "n": NaN}'])(
    "keeps __proto__ as data: %s",
    (text) => {
      const body = parseJsonBody(text);
      const value = body.ok ? Object(body.value) : {};
      expect(Object.hasOwn(value, "__proto__")).toBe(true);
      expect(value.admin).toBeUndefined();
    },
  );

  it("takes the last of equal keys", () => {
    expect(parseJsonBody('{"a": 1, "a": 2}')).toEqual({ ok: true, value: { a: 2 } });
  });
});
