import fc from "fast-check";
import { expect, test } from "vitest";
import { fromCopyLine, toCopyLine } from "./copy-text.ts";
import { intervalMicros, intervalText } from "./interval.ts";

test("any values come back from a line of COPY as they were", () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.string({ unit: "binary" }),
    fc.constantFrom("\\N", "\\", "\t\n\r\\.", ""),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
      const line = toCopyLine(cells);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(fromCopyLine(line.slice(0, -1))).toEqual(cells);
    }),
  );
});

test.each([
  ["00:00:00", 0],
  ["00:00:10.5", 10_500_000],
  ["-00:00:00.000001", -1],
  ["1 day 01:00:00", 90_000_000_000],
  ["-3 days +04:05:06.789", -244_493_211_000],
  ["1 year 2 mons", 425 * 86_400_000_000],
  ["300:00:00", 1_080_000_000_000],
])("the interval %s is %d microseconds", (text, micros) => expect(intervalMicros(text)).toBe(micros));

test.each([
  [-90_000_000_000, "-1 days -3600 seconds 0 microseconds"],
  [1_080_000_000_001, "12 days 43200 seconds 1 microseconds"],
])("%d microseconds are written as %s: no field is too large for any release", (micros, text) => {
  expect(intervalText(micros)).toBe(text);
});
