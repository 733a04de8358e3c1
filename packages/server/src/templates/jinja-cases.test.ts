import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TemplateRenderError } from "./render-error.ts";
import { renderTemplate } from "./renderer.ts";
import { fromJson } from "./values.ts";

interface Case {
  template: string;
  text?: string;
  error?: string;
  message?: string;
}

const lines = readFileSync(join(import.meta.dirname, "jinja-cases.jsonl"), "utf8")
  .trim()
  .split("\n");
const [first = "{}", ...rest] = lines;
/** `2.0` is a float in Python; the rest of the context reads the same in both. */
const context = new Map(
  Object.entries(JSON.parse(first).context).map(([name, value]) => [
    name,
    name === "x" ? fromJson(JSON.rawJSON("2.0")) : fromJson(value),
  ]),
);
const cases: Case[] = rest.map((line) => JSON.parse(line));

describe("templates render as in Prefect's own environment", () => {
  test.each(cases.filter(({ text }) => text !== undefined))("$template", ({ template, text }) => {
    expect(renderTemplate(template, context)).toBe(text);
  });
});

describe("templates fail as in Prefect's own environment", () => {
  test.each(cases.filter(({ error }) => error !== undefined))("$template", ({ template, error }) => {
    let failure: unknown;
    try {
      renderTemplate(template, context);
    } catch (thrown) {
      failure = thrown;
    }
    expect(failure).toBeInstanceOf(TemplateRenderError);
    expect(failure).toMatchObject({ kind: error });
  });
});
