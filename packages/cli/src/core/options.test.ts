import { expect, test } from "vitest";
import { flag } from "./options.ts";

test("a flag is on when it is given, also where the parser takes it for the opposite of another", () => {
  expect([flag("--force", "").read(true), flag("--force", "").read(undefined)]).toEqual([true, false]);
  expect([flag("--no-services", "").read(false), flag("--no-services", "").read(true)]).toEqual([true, false]);
});
