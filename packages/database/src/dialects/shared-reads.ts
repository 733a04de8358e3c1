import { setTimeout as sleep } from "node:timers/promises";
import type { QueryAnswer } from "../database.ts";

type Answer = QueryAnswer<object>;

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
 * Queries that are asked again while they run: those who ask share the next run, so that many viewers of one page cost little
 * more than two, and nobody is told what was so before he asked. Each gets a list of his own, of rows that are shared.
 */
export class SharedReads<A extends Answer> {
  private readonly ask: (sql: string, parameters: readonly unknown[]) => Promise<A>;
  private readonly runs = new Map<string, Run<A>>();

  constructor(ask: (sql: string, parameters: readonly unknown[]) => Promise<A>) {
    this.ask = ask;
  }

  execute(sql: string, parameters: readonly unknown[]): Promise<A> {
    const key = JSON.stringify([sql, parameters]);
    const run = this.runs.get(key);
    if (!run) return this.begin(key, sql, parameters);
    run.next ??= this.beginAfter(run, key, sql, parameters);
    return run.next.then((answer) => ({ ...answer, rows: [...answer.rows] }));
  }

  private async beginAfter(run: Run<A>, key: string, sql: string, parameters: readonly unknown[]): Promise<A> {
    // Whether it failed is for those to know who asked for it.
    await run.now.catch(() => {});
    const pause = (performance.now() - run.since) * pauseShare;
    if (pause >= leastPauseMs) await sleep(pause);
    return this.begin(key, sql, parameters);
  }

  private begin(key: string, sql: string, parameters: readonly unknown[]): Promise<A> {
    const run: Run<A> = { now: this.ask(sql, parameters), since: performance.now() };
    this.runs.set(key, run);
    const end = () => {
      if (!run.next) this.runs.delete(key);
    };
    run.now.then(end, end);
    return run.now;
  }
}
