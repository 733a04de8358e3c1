import { expect, test } from "vitest";
import { parseScript } from "./script.ts";

const statements = (text: string) =>
  parseScript(text).steps.map((step) => ("sql" in step ? step.sql : `rows ${step.rows}`));

test("a statement ends with a semicolon at the end of a line, and nowhere else", () => {
  expect(
    statements(
      "INSERT INTO a VALUES ('x; y');\n\nUPDATE a\nSET b = 'it''s; --';  \n-- a note; it ends here;\nDELETE FROM a;\n",
    ),
  ).toEqual([
    "INSERT INTO a VALUES ('x; y');",
    "UPDATE a\nSET b = 'it''s; --';  ",
    "-- a note; it ends here;\nDELETE FROM a;",
  ]);
});

test("directives stand between statements, in order", () => {
  expect(statements("SELECT 1;\n-- why\n-- rows: some-rows\nSELECT 2;")).toEqual([
    "SELECT 1;",
    "rows some-rows",
    "SELECT 2;",
  ]);
  expect(parseScript("SELECT 1;").transactional).toBe(true);
  expect(parseScript("-- no transaction\nSELECT 1;")).toEqual({ steps: [{ sql: "SELECT 1;" }], transactional: false });
});

test("a statement without an end is a mistake", () => {
  expect(() => parseScript("SELECT 1;\nSELECT 2")).toThrow("SELECT 2");
});
