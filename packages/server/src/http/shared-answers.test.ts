import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { SharedAnswers } from "./shared-answers.ts";

/** Answers, when they are let, how many runs have begun. */
function slowAnswers() {
  const working: (() => void)[] = [];
  let begun = 0;
  const answers = new SharedAnswers<number>();
  const ask = (key: string) =>
    answers.ask(key, async () => {
      const n = ++begun;
      await new Promise<void>((resolve) => working.push(resolve));
      if (key === "fails") throw new Error(`failure ${n}`);
      return n;
    });
  const hasBegun = async () => {
    while (working.length === 0) await turn();
  };
  /** Ends the oldest run, once it has begun. */
  const finishOne = async () => {
    await hasBegun();
    working.shift()?.();
  };
  return { ask, hasBegun, finishOne };
}
afterEach(() => void vi.useRealTimers());

test("who asks in the same turn shares an answer", async () => {
  const { ask, finishOne } = slowAnswers();
  const answers = [ask("runs"), ask("runs")];
  await finishOne();
  expect(await Promise.all(answers)).toEqual([1, 1]);
});

test("who asks while the same is worked on is answered by the run after it, which all of them share", async () => {
  const { ask, hasBegun, finishOne } = slowAnswers();
  const first = ask("runs");
  await hasBegun();
  const meanwhile = [ask("runs"), ask("runs")];
  await finishOne();
  await finishOne();
  expect(await Promise.all([first, ...meanwhile])).toEqual([1, 2, 2]);
});

test("who was just answered and asks again comes along with the next run", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { ask, hasBegun, finishOne } = slowAnswers();
  const first = ask("runs");
  await hasBegun();
  const meanwhile = ask("runs");
  vi.advanceTimersByTime(500);
  await finishOne();
  await first;
  // Without the pause the next run would begin within a turn.
  for (let turns = 0; turns < 5; turns++) await turn();
  const again = ask("runs");
  await finishOne();
  expect(await Promise.all([meanwhile, again])).toEqual([2, 2]);
});

test("another question has an answer of its own", async () => {
  const { ask, finishOne } = slowAnswers();
  const answers = [ask("runs"), ask("logs")];
  await finishOne();
  await finishOne();
  expect(await Promise.all(answers)).toEqual([1, 2]);
});

test("what failed is asked again for those who came meanwhile, and once all is done, anew", async () => {
  const { ask, hasBegun, finishOne } = slowAnswers();
  const first = ask("fails");
  await hasBegun();
  const second = ask("fails");
  await finishOne();
  await expect(first).rejects.toThrow("failure 1");
  await finishOne();
  await expect(second).rejects.toThrow("failure 2");
  const third = ask("fails");
  await finishOne();
  await expect(third).rejects.toThrow("failure 3");
});
