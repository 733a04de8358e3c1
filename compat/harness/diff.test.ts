import { expect, test } from "vitest";
import { difference } from "./diff.ts";

test("equal records have no difference", () => {
  expect(difference({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
});

test("a changed value is shown with its path, before and after", () => {
  const lines = difference({ runs: [{ name: "x", count: 1 }] }, { runs: [{ name: "x", count: 2 }] });
  expect(lines).toEqual(["  runs[0].count", "-   1", "+   2"]);
});

test("a missing item does not make the ones after it differ", () => {
  const lines = difference(
    { runs: [{ name: "x" }, { name: "y" }, { name: "z" }] },
    { runs: [{ name: "y" }, { name: "z" }] },
  );
  expect(lines).toEqual(["  runs[0]", '-   {"name":"x"}']);
});

test("the same items in another order differ", () => {
  expect(difference({ states: [1, 2] }, { states: [2, 1] })).toEqual(["  states", "-   in another order", "+   [2,1]"]);
});

test("many differences are cut short and counted", () => {
  const lines = difference(
    Array.from({ length: 100 }, (_, n) => n),
    [],
  );
  expect(lines.at(-1)).toBe("… and 140 more lines");
});
