import { readFileSync } from "node:fs";
import { routes } from "@prefect-ts/server/http/routes/index";
import { testServer } from "@prefect-ts/testing/server";
import { expect, test } from "vitest";
import { accepted, differencesOf } from "./accepted.ts";
import { type Exchange, play, requestLine } from "./play.ts";
import { scenarios } from "./scenarios/index.ts";
import { readTranscript } from "./transcript.ts";

const recordedOf = (name: string): Exchange[] =>
  readTranscript(readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), "utf8"));

/** What differs, request by request. */
const differences = (recorded: readonly Exchange[], now: readonly Exchange[]): string[] =>
  now.flatMap((exchange, place) => {
    const lines = differencesOf(recorded[place] ?? { request: "", answer: "0" }, exchange);
    return lines.length === 0 ? [] : [[exchange.request.slice(0, 200), ...lines].join("\n")];
  });

test.each(Object.keys(scenarios))("every request about %s is recorded", (name) => {
  const requests = recordedOf(name).map(({ request }) => request);
  expect(requests).toEqual(scenarios[name]?.map(requestLine));
});

test.each(Object.keys(scenarios))("every request about %s is answered as the reference answers it", async (name) => {
  const server = await testServer();
  try {
    const now = await play(server.url, scenarios[name] ?? []);
    expect(differences(recordedOf(name), now).join("\n\n")).toBe("");
  } finally {
    await server.close();
  }
});

test("every accepted difference is one that is recorded", () => {
  const exchanges = Object.keys(scenarios).flatMap(recordedOf);
  const idle = accepted.filter(
    (each) => !exchanges.some(({ request, answer }) => each.request.test(request) && each.recorded.test(answer)),
  );
  expect(idle.map(({ why }) => why)).toEqual([]);
});

/** Each operation's path as it must look in a request. */
const operations = routes.map(({ method, path }) => {
  const pattern = path.replace(/[.+]/g, "\\$&").replace(/\{[^}]+\}/g, "(?:<[^>]*>|[^/? ])+");
  return { name: `${method} ${path}`, asked: new RegExp(`^${method} ${pattern}(?:\\?\\S*)?(?: |$)`) };
});

/** One is right only where CSRF protection is on; the other tells of the server that answers, and of nothing else. */
const neverRight: readonly string[] = ["GET /csrf-token", "GET /admin/settings"];

test("every operation has a recorded case in which it is right", () => {
  const exchanges = Object.keys(scenarios).flatMap(recordedOf);
  const isRight = (asked: RegExp) =>
    exchanges.some(({ request, answer }) => asked.test(request) && answer.startsWith("2"));
  expect(operations.filter(({ asked }) => !isRight(asked)).map(({ name }) => name)).toEqual(neverRight);
});
