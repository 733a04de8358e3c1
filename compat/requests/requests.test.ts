import { readFileSync } from "node:fs";
import { testServer } from "@prefect-ts/testing/server";
import { expect, test } from "vitest";
import { accepted, differencesOf } from "./accepted.ts";
import { type Exchange, play, requestLine } from "./play.ts";
import { scenarios, settings } from "./scenarios/index.ts";
import { readTranscript } from "./transcript.ts";

/** Milliseconds for what is written after an answer, as that a queue was polled. */
const SETTLE = 500;

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const recordedOf = (name: string): Exchange[] => readTranscript(read(`recorded/${name}.txt`));

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
  const server = await testServer(settings[name]);
  try {
    const now = await play(server.url, scenarios[name] ?? [], { settle: SETTLE });
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

const { paths } = JSON.parse(read("../openapi/recorded.json"));

/** What the reference's document names, each with what its request must look like. */
const operations = Object.entries(paths).flatMap(([path, methods]) => {
  const pattern = path.replace(/\{[^}]+\}/g, "(?:<[^>]*>|[^/? ])+");
  return Object.keys(Object(methods)).map((method) => {
    const name = `${method.toUpperCase()} ${path}`;
    return { name, asked: new RegExp(`^${method.toUpperCase()} ${pattern}(?:\\?\\S*)?(?: |$)`) };
  });
});

/** It tells of the server that answers, and of nothing else. */
const neverRight: readonly string[] = ["GET /admin/settings"];

test("every operation has a recorded case in which it is right", () => {
  const exchanges = Object.keys(scenarios).flatMap(recordedOf);
  const isRight = (asked: RegExp) =>
    exchanges.some(({ request, answer }) => asked.test(request) && answer.startsWith("2"));
  expect(operations).toHaveLength(187);
  expect(
    operations
      .filter(({ asked }) => !isRight(asked))
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(neverRight);
});
