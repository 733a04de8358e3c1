import { afterEach, expect, test, vi } from "vitest";
import { randomName } from "./names.ts";

afterEach(() => vi.restoreAllMocks());

/** More than each list has words. */
const steps = 5000;

test("every name is two words, whichever they are, and none that offends", () => {
  const random = vi.spyOn(Math, "random");
  const names = Array.from({ length: steps }, (_, place) => {
    random.mockReturnValue(place / steps);
    return randomName();
  });
  expect(new Set(names).size).toBeGreaterThan(1000);
  expect(names.filter((name) => !/^[a-z]+-[a-z]+$/.test(name))).toEqual([]);
  expect(names.filter((name) => /^(?:sexual|stupid|violent)-/.test(name))).toEqual([]);
});
