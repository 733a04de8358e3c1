import { setTimeout as sleep } from "node:timers/promises";

/** How long the next run waits, by how long this one took: who was just answered, and asks again, comes along. */
const pauseShare = 0.1;
const leastPauseMs = 1;

interface Run<A> {
  now: Promise<A>;
  /** When it began, on the monotonic clock. */
  since: number;
  /** Begins when that ends; who asked meanwhile waits for it. */
  next?: Promise<A>;
}

/**
 * Answers of questions that are asked again while they are worked on: those who ask share the next run, so that many viewers
 * of one page cost little more than two, and nobody is told what was so before he asked.
 */
export class SharedAnswers<A> {
  private readonly runs = new Map<string, Run<A>>();

  /** The answer that `work` finds, or that of another who asks under the same key. */
  ask(key: string, work: () => Promise<A>): Promise<A> {
    const run = this.runs.get(key);
    if (!run) return this.begin(key, work);
    run.next ??= this.beginAfter(run, key, work);
    return run.next;
  }

  private async beginAfter(run: Run<A>, key: string, work: () => Promise<A>): Promise<A> {
    // Whether it failed is for those to know who asked for it.
    await run.now.catch(() => {});
    const pause = (performance.now() - run.since) * pauseShare;
    if (pause >= leastPauseMs) await sleep(pause);
    return this.begin(key, work);
  }

  private begin(key: string, work: () => Promise<A>): Promise<A> {
    const run: Run<A> = { now: work(), since: performance.now() };
    this.runs.set(key, run);
    const end = () => {
      if (!run.next) this.runs.delete(key);
    };
    run.now.then(end, end);
    return run.now;
  }
}
