import { manyRuns, type RunKeeper } from "../kept-runs.ts";
import { inMicros } from "../run-columns.ts";
import type { RunCount, RunCountQuery } from "../run-counts.ts";
import type { SqliteConnection } from "./connection.ts";
import type { ReadingThread } from "./reading-thread.ts";
import type { WriterQueue } from "./writer-queue.ts";
import type { WritesSoFar } from "./run-counter.ts";

/** Seconds by which what a transaction writes may be dated before it began: the clock's steps. */
const settling = 0.1;
const microsPerRow = 2.5;

interface Parts {
  thread: ReadingThread;
  queue: WriterQueue;
  writing: SqliteConnection;
  reading: SqliteConnection;
}

/** Has the reading thread keep runs, and tells it what was written since. */
export class ThreadRunKeeper implements RunKeeper {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async count({ periods, ...query }: RunCountQuery): Promise<RunCount[] | null> {
    const { thread } = this.parts;
    if (!thread.keeps(query.table)) return null;
    return await thread.countRuns({ ...query, periods: periods && inMicros(periods), writes: this.writesSoFar });
  }

  keep({ table }: Pick<RunCountQuery, "table">, ms: number): Promise<void> | undefined {
    const isQuick = (this.lastRow(table) * microsPerRow) / 1000 <= ms;
    return isQuick ? this.parts.thread.keepRuns(table, this.writesSoFar) : undefined;
  }

  readAhead(): void {
    try {
      for (const table of ["flow_run", "task_run"] as const) {
        if (this.lastRow(table) >= manyRuns) void this.keep({ table }, Number.POSITIVE_INFINITY);
      }
    } catch {
      // Another process has the file: whoever asks finds out, or does not.
    }
  }

  private lastRow(table: RunCountQuery["table"]): number {
    const sql = `select max(rowid) as last from ${table}`;
    return this.parts.reading.execute<{ last: number | null }>(sql, []).rows[0]?.last ?? 0;
  }

  private get writesSoFar(): WritesSoFar {
    const { before, deletionsOfRuns } = this.parts.queue.settled;
    return {
      settledBefore: before.plus(-settling).text,
      deletions: deletionsOfRuns,
      foreignCommits: this.parts.writing.dataVersion,
      clockOffset: Date.now() - performance.now(),
    };
  }
}
