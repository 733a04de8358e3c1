import { expect, test } from "vitest";
import { FormatError, formatTemplate } from "./python-format.ts";

const values = { flow: "{{ flow.name }}", word: "é'x", wide: "😀\u00a0" };

// What Python 3.11 gives.
test.each([
  ["", ""],
  ["plain", "plain"],
  ["{flow}!", "{{ flow.name }}!"],
  ["{{flow}} }}{{", "{flow} }{"],
  ["{{{flow}}}", "{{{ flow.name }}}"],
  ["{word!s}|{word!r}|{word!a}", `é'x|"é'x"|"\\xe9'x"`],
  ["{wide!r}{wide!a}", "'😀\\xa0''\\U0001f600\\xa0'"],
  ["[{word:6}][{word:>6}][{word:*^6}][{word:.2}][{word:06}]", "[é'x   ][   é'x][*é'x**][é'][é'x000]"],
  ["{wide:3s}|", "😀\u00a0 |"],
  ["{word!r:>7}", `  "é'x"`],
])("%j is formatted as Python formats it", (template, text) => {
  expect(formatTemplate(template, values)).toBe(text);
});

test.each(["{", "}", "{flow", "a}b", "{}", "{0}", "{other}", "{flow!x}", "{word:d}", "{word:+3}", "{constructor}"])(
  "%j is refused, as Python refuses it",
  (template) => {
    expect(() => formatTemplate(template, values)).toThrow(FormatError);
  },
);
