import { randomFillSync } from "node:crypto";
import { v7 } from "uuid";

const pool = Buffer.allocUnsafe(8192);
let used = pool.length;

/** Sixteen random bytes, drawn in large portions: asking the system for each id's was a twentieth of a transition. */
function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.subarray(used - 16, used);
}

/** A new id; ids grow with time, so rows and index entries of one time stand together. */
export const uuid7 = (): string => v7({ rng: randomBytes });
