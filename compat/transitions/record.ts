/**
 * Records what the reference makes of every scenario:
 *
 *     node --conditions=source compat/transitions/record.ts http://127.0.0.1:4200/api > compat/transitions/recorded.txt
 */
import { type Call, Observer } from "./observe.ts";
import { writeOutcomes } from "./outcomes.ts";
import { scenarios } from "./scenarios.ts";

const [url] = process.argv.slice(2);
if (!url) throw new Error("usage: record.ts URL of the reference's API");

async function call(method: string, path: string, body?: unknown, attempts = 5): ReturnType<Call> {
  const response = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // The reference's database is locked now and then, which it may answer as an error of its own.
  if (response.status >= 500 && attempts > 1) return await call(method, path, body, attempts - 1);
  return { status: response.status, body: response.ok && text ? JSON.parse(text) : text };
}

const observer = new Observer(call);

const outcomes = new Map<string, string>();
for (const scenario of scenarios) outcomes.set(scenario.name, await observer.observe(scenario));
process.stdout.write(writeOutcomes(outcomes));
