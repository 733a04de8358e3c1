import type { QueryAnswer } from "../database.ts";

type Answer = QueryAnswer<object>;

interface Run<A> {
  now: Promise<A>;
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
    const again = () => this.begin(key, sql, parameters);
    run.next ??= run.now.then(again, again);
    return run.next.then((answer) => ({ ...answer, rows: [...answer.rows] }));
  }

  private begin(key: string, sql: string, parameters: readonly unknown[]): Promise<A> {
    const run: Run<A> = { now: this.ask(sql, parameters) };
    this.runs.set(key, run);
    const end = () => {
      if (!run.next) this.runs.delete(key);
    };
    run.now.then(end, end);
    return run.now;
  }
}
