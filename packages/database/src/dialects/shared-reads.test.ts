import { afterEach, expect, test, vi } from "vitest";
import { SharedReads } from "./shared-reads.ts";

/** Reads that answer, when they are let, how many there have been. */
function slowReads() {
  const waiting: (() => void)[] = [];
  let asked = 0;
  const reads = new SharedReads(async (sql) => {
    const n = ++asked;
    await new Promise<void>((resolve) => waiting.push(resolve));
    if (sql === "fails") throw new Error(`failure ${n}`);
    return { rows: [{ n }], changes: 1 };
  });
  return { reads, finishOne: () => waiting.shift()?.() };
}
afterEach(() => void vi.useRealTimers());
const n = async (answer: Promise<{ rows: { n: number }[] }>) => (await answer).rows[0]?.n;

test("who asks while the same query runs is answered by the run after it, which all of them share", async () => {
  const { reads, finishOne } = slowReads();
  const first = reads.execute("select 1", [1]);
  const meanwhile = [reads.execute("select 1", [1]), reads.execute("select 1", [1])];
  finishOne();
  expect(await n(first)).toBe(1);
  await new Promise(setImmediate);
  finishOne();
  expect(await Promise.all(meanwhile.map(n))).toEqual([2, 2]);
});

test("who was just answered and asks again comes along with the next run", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { reads, finishOne } = slowReads();
  const first = reads.execute("select 1", []);
  const meanwhile = reads.execute("select 1", []);
  vi.advanceTimersByTime(500);
  finishOne();
  await first;
  const again = reads.execute("select 1", []);
  const finishing = setInterval(finishOne, 5);
  expect(await Promise.all([meanwhile, again].map(n))).toEqual([2, 2]);
  clearInterval(finishing);
});

test("other parameters are another query", async () => {
  const { reads, finishOne } = slowReads();
  const answers = [reads.execute("select 1", [1]), reads.execute("select 1", ["1"])];
  finishOne();
  finishOne();
  expect(await Promise.all(answers.map(n))).toEqual([1, 2]);
});

test("a query that failed is asked again for those who came meanwhile, and once all is done, anew", async () => {
  const { reads, finishOne } = slowReads();
  const first = reads.execute("fails", []);
  const second = reads.execute("fails", []);
  finishOne();
  await expect(first).rejects.toThrow("failure 1");
  await new Promise(setImmediate);
  finishOne();
  await expect(second).rejects.toThrow("failure 2");
  const third = reads.execute("fails", []);
  finishOne();
  await expect(third).rejects.toThrow("failure 3");
});

test("each has a list of his own", async () => {
  const { reads, finishOne } = slowReads();
  void reads.execute("select 1", []);
  const [one, other] = [reads.execute("select 1", []), reads.execute("select 1", [])];
  finishOne();
  await new Promise(setImmediate);
  finishOne();
  (await one).rows.pop();
  expect(await n(other)).toBe(2);
});
