import { readFileSync } from "node:fs";
import { type TestServer, testServer } from "@prefect-ts/testing/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Observer } from "./observe.ts";
import { readOutcomes } from "./outcomes.ts";
import { scenarios } from "./scenarios.ts";

const recorded = readOutcomes(readFileSync(new URL("recorded.txt", import.meta.url), "utf8"));

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

test("every scenario is recorded", () => {
  expect(scenarios.map(({ name }) => name).sort()).toEqual([...recorded.keys()].sort());
});

test("every transition does what it does in the reference", async () => {
  const observer = new Observer((method, path, body) => server.request(method, path, body));
  const different: { name: string; ours: string; reference: string | undefined }[] = [];
  for (const scenario of scenarios) {
    const [ours, reference] = [await observer.observe(scenario), recorded.get(scenario.name)];
    if (ours !== reference) different.push({ name: scenario.name, ours, reference });
  }
  expect(different).toEqual([]);
});
