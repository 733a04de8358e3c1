import { afterEach, expect, test, vi } from "vitest";
import { SharedAnswers } from "./shared-answers.ts";

/** Answers, when they are let, how many there have been. */
function slowAnswers() {
  const waiting: (() => void)[] = [];
  let asked = 0;
  const answers = new SharedAnswers<number>();
  const ask = (key: string) =>
    answers.ask(key, async () => {
      const n = ++asked;
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (key === "fails") throw new Error(`failure ${n}`);
      return n;
    });
  return { ask, finishOne: () => waiting.shift()?.() };
}
afterEach(() => void vi.useRealTimers());

test("who asks while the same is worked on is answered by the run after it, which all of them share", async () => {
  const { ask, finishOne } = slowAnswers();
  const first = ask("runs");
  const meanwhile = [ask("runs"), ask("runs")];
  finishOne();
  expect(await first).toBe(1);
  await new Promise(setImmediate);
  finishOne();
  expect(await Promise.all(meanwhile)).toEqual([2, 2]);
});

test("who was just answered and asks again comes along with the next run", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { ask, finishOne } = slowAnswers();
  const first = ask("runs");
  const meanwhile = ask("runs");
  vi.advanceTimersByTime(500);
  finishOne();
  await first;
  const again = ask("runs");
  const finishing = setInterval(finishOne, 5);
  expect(await Promise.all([meanwhile, again])).toEqual([2, 2]);
  clearInterval(finishing);
});

test("another question has an answer of its own", async () => {
  const { ask, finishOne } = slowAnswers();
  const answers = [ask("runs"), ask("logs")];
  finishOne();
  finishOne();
  expect(await Promise.all(answers)).toEqual([1, 2]);
});

test("what failed is asked again for those who came meanwhile, and once all is done, anew", async () => {
  const { ask, finishOne } = slowAnswers();
  const first = ask("fails");
  const second = ask("fails");
  finishOne();
  await expect(first).rejects.toThrow("failure 1");
  await new Promise(setImmediate);
  finishOne();
  await expect(second).rejects.toThrow("failure 2");
  const third = ask("fails");
  finishOne();
  await expect(third).rejects.toThrow("failure 3");
});
