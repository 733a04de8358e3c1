import { expect, test } from "vitest";
import { parseTextSearch } from "./text-search.ts";

const searches: [query: string, include: string[], exclude?: string[], required?: string[]][] = [
  ["", []],
  [" \t\n", []],
  ["one two", ["one", "two"]],
  ["a -b !c +d", ["a"], ["b", "c"], ["d"]],
  ["a - b +", ["a", "b"]],
  ["--a -", [], ["-a"]],
  ["a-b! c", ["a-b!", "c"]],
  ['"two words" x', ["two words", "x"]],
  ['-"two words" +"must be"', [], ["two words"], ["must be"]],
  ['word"phrase"-x', ["word", "phrase"], ["x"]],
  ['"open phrase', ["open phrase"]],
  ['"a \\"quote\\" and \\\\ and \\n"', ['a "quote" and \\ and \\n']],
  ['"" " " a', ["a"]],
  ["a\u0085b\u2003c", ["a", "b", "c"]],
  ["a\ufeffb", ["a\ufeffb"]],
];
test.each(searches)("%j is read as the reference reads it", (query, include, exclude = [], required = []) => {
  expect(parseTextSearch(query)).toEqual({ include, exclude, required });
});
