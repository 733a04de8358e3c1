import { describe, expect, test } from "vitest";
import { validateTemplate } from "./validate.ts";

describe("a template is taken", () => {
  test.each([
    "",
    "plain }} text %}",
    "opened last {#",
    "{% raw %}",
    "{{ event.payload['name'] | default('x', true) ~ 1 if a is not none else {'k': [1, 2.5e3]} }}",
    "{% for k, v in x.items() if v recursive %}{{ loop.index }}{% else %}{% endfor %}",
    "{%- if a and not b or c in [1,] -%}{% elif d == e < f %}{% else %}{% endif %}",
    "{% set ns.x = 1, 2 %}{% set y | upper %}a{% endset %}{# not {{ parsed #}",
    "{% raw %}{{ {% endraw %}{% macro f(a, b=1) %}{{ f(1, *a, k=2, **b)[1:2, ::3] }}{% endmacro %}",
  ])("%s", (template) => {
    expect(() => validateTemplate(template)).not.toThrow();
  });
});

describe("a template is refused in Jinja's words", () => {
  test.each([
    ["a\n{{ x", 2, "unexpected end of template, expected 'end of print statement'."],
    ["{{ }}", 1, "Expected an expression, got 'end of print statement'"],
    ["{{ a b }}", 1, "expected token 'end of print statement', got 'b'"],
    ["{{ (1 }}", 1, "unexpected '}', expected ')'"],
    ["{{ é$ }}", 1, "unexpected char '$' at 4"],
    ["{{ f(a=1, 2) }}", 1, "invalid syntax for function call expression"],
    ["{% set 1 = 2 %}", 1, "can't assign to 'const'"],
    ["{% foo %}", 1, "Encountered unknown tag 'foo'."],
    ["{# a", 1, "Missing end of comment tag"],
    ["{% raw %}a", 1, "Missing end of raw directive"],
    ["{% set 1 = 2 $ %}", 1, "can't assign to 'const'"],
    [
      "\n{% if x %}\nc",
      2,
      "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.",
    ],
    [
      "{% for x in y %}{% set z %}{% endfor %}",
      1,
      "Encountered unknown tag 'endfor'. You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for 'endset'. The innermost block that needs to be closed is 'set'.",
    ],
  ])("%j", (template, line, message) => {
    expect(() => validateTemplate(template)).toThrow(expect.objectContaining({ line, message }));
  });
});

describe("loops are limited", () => {
  const loop = (body: string) => `{% for x in y %}${body}{% endfor %}`;

  test("to ten in a template", () => {
    expect(() => validateTemplate(loop("").repeat(10))).not.toThrow();
    expect(() => validateTemplate(loop("").repeat(11))).toThrow("Contains 11 for loops");
  });

  test("to two, one in the other", () => {
    expect(() => validateTemplate(loop(loop("")))).not.toThrow();
    expect(() => validateTemplate(loop(`{% if a %}${loop(loop(""))}{% endif %}`))).toThrow("at a depth of 3");
  });
});

test.each(["(", "[", "{1:", "not ", "-", "1 if 1 else ", "f(", "x["])(
  "%s inside itself for ever is refused",
  (opening) => {
    expect(() => validateTemplate(`{{ ${opening.repeat(100_000)}`)).toThrow("nested too deeply");
  },
);

test("so are tags", () => {
  expect(() => validateTemplate("{% if a %}".repeat(100_000))).toThrow("nested too deeply");
});
