import { describe, expect, test } from "vitest";
import { glob } from "./glob.ts";

/** What Python's `fnmatch.fnmatchcase(text, pattern)` says. */
const cases: [pattern: string, text: string, matches: boolean][] = [
  ["prefect.*", "prefect.flow-run", true],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["a?c", "abc", true],
  ["a?c", "ac", false],
  ["A*", "abc", false],
  ["*b*d*", "abcd", true],
  ["*b*d", "abcdx", false],
  ["ab*ba", "aba", false],
  ["ab*ba", "abba", true],
  ["a*b*b", "ab", false],
  ["a*bc*c", "abc", false],
  ["a**c", "ac", true],
  ["*b?d", "abbcd", true],
  ["a*\nc", "ab\nc", true],
  ["[abc]x", "bx", true],
  ["[!abc]x", "bx", false],
  ["[!abc]x", "dx", true],
  ["[a-c]", "b", true],
  ["[a-c]", "-", false],
  ["[a-]", "-", true],
  ["[]a]", "]", true],
  ["[!]a]", "]", false],
  ["[abc", "[abc", true],
  ["a.c", "abc", false],
  ["(a|b)", "(a|b)", true],
];

describe("a glob", () => {
  test.each(cases)("%j on %j: %s", (pattern, text, matches) => {
    expect(glob(pattern)(text)).toBe(matches);
    expect(glob(`!${pattern}`)(text)).toBe(pattern.startsWith("!") ? matches : !matches);
  });

  test("of many stars does not take forever", () => {
    for (const end of ["b", "?b"]) expect(glob(`${"*a".repeat(30)}${end}`)("a".repeat(20_000))).toBe(false);
  });
});
