import { parseExactly } from "@prefect-ts/schemas/exact-json";
import { floatText } from "@prefect-ts/schemas/validation/python";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isJsonObject } from "./json-object.ts";
import { dumpSorted } from "./python-json.ts";
import { schemaChecksum } from "./schema-checksum.ts";

const fieldsOf = (text: string) => {
  const value = parseExactly(text);
  if (!isJsonObject(value)) throw new Error("no object");
  return value;
};

describe("a schema's checksum is Python's", () => {
  // Recorded from prefect.blocks.core.Block._calculate_schema_checksum, Prefect 3.8.8.
  test.each([
    ["no fields", "{}", "sha256:f8e6e96abbc38504d4e9c99fc57281fa0026bede1fa42db79f22f984501710f4"],
    [
      "floats and exponents",
      `{"n": {"default": 30.0, "max": 1e20, "min": -0.00001}}`,
      "sha256:cc1a3307a50da9c4a2e73a695d934d0a315150c76596101735c9b744e124455f",
    ],
    [
      "integers past 2^53",
      `{"n": 12345678901234567890}`,
      "sha256:dde54aaa8f1facee7d44684ec9875cc9c934a2d79a794ff8f72d4ffe839a9fe2",
    ],
    [
      "text beyond ASCII",
      `{"é": "ü🙂\\u007f", "z": "\\n\\"/"}`,
      "sha256:bff85f5ee522d5c72cf94a0acc13b706fa3e6cd042b356cabb6609b9d9120cc5",
    ],
    [
      "secret fields at any depth",
      `{"secret_fields": ["a"], "b": {"secret_fields": [], "c": [{"secret_fields": 1}]}}`,
      "sha256:124033645fa81d57174f6e39409d63ceaaa85a48cd5cb4f0dfb9aeec67acb100",
    ],
    [
      "definitions of blocks left out",
      `{"properties": {"a": {"$ref": "#/definitions/B"}, "p": {"$ref": "#/definitions/P"}}, "definitions": {"B": {"block_type_slug": "b"}, "P": {"x": 1}, "Unused": {}}}`,
      "sha256:b4545e041fb1a514304a2f7927a4449a07390d1580c06b7525587a370cb5be92",
    ],
    [
      "only definitions of blocks",
      `{"a": {"$ref": "#/definitions/B"}, "definitions": {"B": {"block_type_slug": "b"}}}`,
      "sha256:fae367a72b10258a6b735f256ba9a84b8933b9658e4d561278956267f62553be",
    ],
  ])("with %s", (_, text, checksum) => {
    expect(schemaChecksum(fieldsOf(text))).toBe(checksum);
  });

  test("for the blocks that the reference registers and that refer to no others", () => {
    const file = readFileSync(new URL("../../data/system-blocks.json", import.meta.url), "utf8");
    const { schemas } = JSON.parse(file);
    const plain = schemas.filter((schema: { references: unknown[]; version: string }) => schema.version === "3.8.8");
    expect(plain.length).toBeGreaterThan(10);
    for (const { fields, checksum } of plain) {
      expect(schemaChecksum({ ...fields, block_schema_references: {} })).toBe(checksum);
    }
  });
});

test.each([
  [30, "30.0"],
  [1e16, "1e+16"],
  [0.0001, "0.0001"],
  [1e-5, "1e-05"],
  [123456789012345680, "1.2345678901234568e+17"],
  [-2.5, "-2.5"],
  [-0, "-0.0"],
])("%d is the float %s", (value, text) => {
  expect(floatText(value)).toBe(text);
});

test("keys are sorted by code points", () => {
  expect(dumpSorted({ "\u{1f642}": 1, "\uffff": 2, b: 3 })).toBe('{"b": 3, "\\uffff": 2, "\\ud83d\\ude42": 1}');
});
