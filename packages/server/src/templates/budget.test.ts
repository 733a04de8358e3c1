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
  ["placeholder text", "{{ lipsum(1000000000) }}"],
  ["placeholder text in one paragraph", "{{ lipsum(1, min=1000000000, max=1000000001) }}"],
  ["empty paragraphs", "{{ lipsum(1000000000, false, 0, 1) }}"],
  ["links", "{{ ('www.a.bc ' * 50000) | urlize }}"],
  ["schemes of links", "{{ ('x ' * 1000) | urlize(extra_schemes=['abc:'] * 1000) }}"],
  ["attributes", "{{ {'a': '<' * 900000} | xmlattr }}"],
  ["the format of a size", "{{ 3000 | humanize_naturalsize(format='%1000000000.1f') }}"],
  ["the time of calls", loop(loop("{{ lipsum(1000) | length }}"))],
  ["the time of filters", "{% set t = lipsum(1000) %}" + loop(loop("{{ t | urlize | length }}"))],
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

test.each([
  ["brackets", "{{ (')' * 200000 ~ 'x' ~ ')' * 200000) | urlize | length }}", "400001"],
  ["pairs of brackets", "{{ ('x' ~ '(' * 200000 ~ ')' * 200000) | urlize | length }}", "400001"],
  ["a host", "{{ ('www.' ~ 'a-' * 200000 ~ '!') | urlize | length }}", "400005"],
  ["a mailbox", "{{ ('a@b.' * 100000 ~ '!') | urlize | length }}", "400001"],
])("many %s are gone through once", (_, template, length) => {
  expect(renderTemplate(template, new Map())).toBe(length);
});
