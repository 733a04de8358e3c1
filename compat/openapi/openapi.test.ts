import { readFileSync } from "node:fs";
import { openApi } from "@prefect-ts/server/http/openapi";
import { routes } from "@prefect-ts/server/http/routes/index";
import { expect, test } from "vitest";
import { parseJson, withSortedKeys } from "../harness/json.ts";
import { accepted } from "./accepted.ts";
import { differences, facts } from "./document.ts";

const comparable = (document: string) => withSortedKeys(facts(parseJson(document)));
const ours = comparable(JSON.stringify(openApi(routes)));
const found = differences(ours, comparable(readFileSync(new URL("./recorded.json", import.meta.url), "utf8")));

test("paths, parameters, bodies and answers are the reference's but for what is accepted", () => {
  const others = found.filter((difference) => !accepted.some(({ holds }) => holds(difference)));
  const lines = others.map(
    ({ path, ours: here, theirs }) => `${path}: ${JSON.stringify(here)} instead of ${JSON.stringify(theirs)}`,
  );
  expect(lines.map((line) => line.slice(0, 300))).toEqual([]);
});

test.each(accepted)("a difference is accepted because $why", ({ holds }) => {
  expect(found.some(holds)).toBe(true);
});
