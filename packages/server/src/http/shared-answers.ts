import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

/** How long the next run waits, by how long this one took: who was just answered, and asks again, comes along. */
const pauseShare = 0.1;
const leastPauseMs = 1;
const mostPauseMs = 100;

interface Run<A> {
  answer: Promise<A>;
  /** When its work began, on the monotonic clock; undefined while others may still join. */
  since: number | undefined;
}

/**
 * Answers of questions that are asked again before they are answered: those who ask share the next run, so that many viewers
 * of one page cost little more than two, and nobody is told what was so before he asked.
 */
export class SharedAnswers<A> {
  /** The last run of each question that is not answered yet. */
  private readonly last = new Map<string, Run<A>>();

  /** The answer that `work` finds, or that of another who asks under the same key. */
  ask(key: string, work: () => Promise<A>): Promise<A> {
    const before = this.last.get(key);
    if (before && before.since === undefined) return before.answer;
    const begin = () => {
      run.since = performance.now();
      return work();
    };
    const run: Run<A> = { since: undefined, answer: timeToBegin(before).then(begin) };
    this.last.set(key, run);
    const end = () => {
      if (this.last.get(key) === run) this.last.delete(key);
    };
    run.answer.then(end, end);
    return run.answer;
  }
}

/** Waits until a run may begin: after the one before it, and once all is read that has come in by now. */
async function timeToBegin(before: Run<unknown> | undefined): Promise<void> {
  // Whether that failed is for those to know who asked for it.
  await before?.answer.catch(() => {});
  const took = before?.since === undefined ? 0 : performance.now() - before.since;
  const pause = Math.min(took * pauseShare, mostPauseMs);
  await (pause >= leastPauseMs ? sleep(pause) : turn());
}
