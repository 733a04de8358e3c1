import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { UuidNumbers } from "./uuid-numbers.ts";

/** Ids that are counted up at their end, or at their beginning, and such as come of chance. */
const kinds: Record<string, (i: number) => Buffer> = {
  "counted at the end": (i) => Buffer.concat([Buffer.alloc(12, 7), uint32(i)]),
  "counted at the beginning": (i) => Buffer.concat([uint32(i), Buffer.alloc(12)]),
  "of chance": () => randomBytes(16),
};

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

test.each(Object.entries(kinds))("each id %s has a number of its own, and keeps it", (_, idOf) => {
  const numbers = new UuidNumbers(0);
  const ids = Buffer.concat(Array.from({ length: 50_000 }, (_, i) => idOf(i)));
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 50_000; i++) {
      if (numbers.numberOf(ids, i * 16) !== i) expect.fail(`id ${i} has the number ${numbers.numberOf(ids, i * 16)}`);
    }
  }
  expect(numbers.size).toBe(50_000);
});
