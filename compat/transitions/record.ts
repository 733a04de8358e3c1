/**
 * Records what the reference makes of every scenario:
 *
 *     node --conditions=source compat/transitions/record.ts http://127.0.0.1:4200/api > compat/transitions/recorded.json
 */
import { Observer } from "./observe.ts";
import { scenarios } from "./scenarios.ts";

const [url] = process.argv.slice(2);
if (!url) throw new Error("usage: record.ts URL of the reference's API");

const observer = new Observer(async (method, path, body) => {
  const response = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: response.ok && text ? JSON.parse(text) : text };
});

/** Lines are shared: the same outcome stands once, with the scenarios that have it. */
const byLine: Record<string, string[]> = {};
for (const scenario of scenarios) {
  const line = await observer.observe(scenario);
  (byLine[line] ??= []).push(scenario.name);
}
process.stdout.write(`${JSON.stringify(byLine, null, 1)}\n`);
