import { expect, test } from "vitest";
import { renderTemplate } from "./renderer.ts";
import { TemplateRenderError } from "./render-error.ts";

const loop = (body: string) => `{% for i in range(100) %}${body}{% endfor %}`;

test.each([
  ["a range", "{{ range(101) | list }}"],
  ["a text", "{{ 'x' * 10000000 }}"],
  ["a text that grows", "{% set ns = namespace(t='x' * 1000) %}" + loop("{% set ns.t = ns.t ~ ns.t %}")],
  ["an output", loop(loop("{{ 'x' * 1000 }}"))],
  ["a list", "{{ [0] * 1000000 }}"],
  ["padding", "{{ 'x' | center(100000000) }}"],
  ["a width", "{{ '%1000000000d' % 1 }}"],
  ["a replacement", "{{ ('a' * 100000) | replace('a', 'b' * 100000) }}"],
  ["steps", loop(loop(loop("{{ i }}")))],
  ["a macro that calls itself", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"],
  ["a sum", `{{ ${"1 + ".repeat(5000)}1 }}`],
  ["parentheses", `{{ ${"(".repeat(300)}1${")".repeat(300)} }}`],
])("%s past its bound is refused", (_, template) => {
  expect(() => renderTemplate(template, new Map())).toThrow(TemplateRenderError);
});

test("what a template is not given, it cannot reach", () => {
  const template = "{{ ''.constructor }}{{ {}.__proto__ }}{{ [].constructor.constructor }}{{ process }}{{ toString }}";
  expect(renderTemplate(template, new Map())).toBe("");
});
