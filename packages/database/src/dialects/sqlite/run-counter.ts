import { setImmediate as nextTurn } from "node:timers/promises";
import type SQLite from "better-sqlite3";
import { RunColumns, type RunsToCount } from "../run-columns.ts";
import type { RunCount, RunCountQuery } from "../run-counts.ts";
import { instantsOf, linesOf, wholeNumbers } from "./column-texts.ts";

/** What the writing side knows of the table's rows as it asks. */
export interface WritesSoFar {
  /** The database's text of an instant: what was changed before it is committed, or never will be. */
  settledBefore: string;
  /** Another number whenever another process has committed something. */
  foreignCommits: number;
  /** How often runs were deleted. */
  deletions: number;
  /** The system's clock beside one that nobody sets, in milliseconds. */
  clockOffset: number;
}

/** As {@link RunCountQuery}, for another thread. */
export interface RunCountRequest extends Omit<RunsToCount, "keys">, Pick<RunCountQuery, "table" | "keys"> {
  writes: WritesSoFar;
}

/** Rows, deleted ones before the last included: 45 MB; and as many as they may grow to, while somebody asks again and again. */
const mostRows = { read: 1_500_000, kept: 2_000_000 };
const chunkSize = 2000;
/** For so many milliseconds it reads before others have a turn. */
const sliceMs = 25;
/** Milliseconds: a clock that was set back further tells nothing about what changed since. */
const setBack = 500;

/**
 * A column a text, for rows by thousands: a value of its own for each would take three times as long. Durations are kept as the
 * instant so long after 1970, but for none.
 */
const columnTexts = (table: string, rows: string) => `
  select group_concat(rowid, '|'), group_concat(ifnull(state_type, '') || ':' || ifnull(state_name, ''), char(10)),
    group_concat(tags, char(10)), group_concat(ifnull(expected_start_time, ''), '|'), group_concat(ifnull(start_time, ''), '|'),
    group_concat(iif(total_run_time = 0, '1970-01-01', total_run_time), '|'),
    group_concat(iif(state_type = 'RUNNING', ifnull(state_timestamp, ''), ''), '|')
  from ${table} ${rows}`;

interface Kept {
  columns: RunColumns;
  writes: WritesSoFar;
  dataVersion: number;
}

type Table = RunCountQuery["table"];

/** Counts runs out of {@link RunColumns} that it keeps up with the table. */
export class RunCounter {
  private readonly handle: SQLite.Database;
  private readonly kept = new Map<Table, Kept>();

  constructor(handle: SQLite.Database) {
    this.handle = handle;
  }

  /** Null where nothing is kept, or it cannot be told what has changed since. */
  count(request: RunCountRequest): RunCount[] | null {
    return this.handle.transaction(() => this.countKept(request))();
  }

  /**
   * Reads a table, for {@link count}; whether it could. Others are answered meanwhile, and what is written is read again by whoever
   * counts.
   */
  async keep(table: Table, writes: WritesSoFar): Promise<boolean> {
    this.kept.delete(table);
    const { dataVersion } = this;
    const last = this.handle.prepare<[], number | null>(`select max(rowid) from ${table}`).pluck().get() ?? 0;
    if (last > mostRows.read) return false;
    const columns = new RunColumns(last + 1);
    const chunk = columnTexts(table, "where rowid between ? and ?");
    let sliceEnd = performance.now() + sliceMs;
    for (let first = 0; first <= last; first += chunkSize) {
      if (!this.read(columns, chunk, [first, first + chunkSize - 1])) return false;
      if (performance.now() < sliceEnd) continue;
      await nextTurn();
      sliceEnd = performance.now() + sliceMs;
    }
    this.kept.set(table, { columns, writes, dataVersion });
    return true;
  }

  private countKept({ table, writes, keys, ...runs }: RunCountRequest): RunCount[] | null {
    const columns = this.upToDate(table, writes);
    if (!columns?.canTell(runs.conditions)) return null;
    const found =
      keys &&
      this.handle
        .prepare<unknown[], number>(keys.sql)
        .pluck()
        .all(...keys.parameters);
    return columns.count({ ...runs, keys: found });
  }

  /** What is kept, with what has changed since; none where that cannot be told. */
  private upToDate(table: Table, now: WritesSoFar): RunColumns | undefined {
    const kept = this.kept.get(table);
    if (!kept || !keepsUp(kept.writes, now)) return undefined;
    const { columns, writes } = kept;
    const dataVersion = this.dataVersion;
    const isRead =
      dataVersion === kept.dataVersion ||
      this.read(columns, columnTexts(table, "where updated >= ?"), [writes.settledBefore]);
    if (isRead && columns.size <= mostRows.kept) {
      this.kept.set(table, { columns, writes: now, dataVersion });
      return columns;
    }
    this.kept.delete(table);
    return undefined;
  }

  private get dataVersion(): number {
    return Number(this.handle.pragma("data_version", { simple: true }));
  }

  /** Whether it could: a state's name may have a line break, which parts the names of a text, and states may be too many. */
  private read(into: RunColumns, sql: string, parameters: unknown[]): boolean {
    const texts = this.handle
      .prepare<unknown[], (string | null)[]>(sql)
      .raw()
      .get(...parameters);
    const [keys, states, tags, ...times] = texts ?? [];
    if (!keys) return true;
    const rows = wholeNumbers(keys);
    const stateNumbers = numbersOf(states ?? "", (text) => into.stateNumber(text));
    const tagNumbers = numbersOf(tags ?? "", (text) => into.tagsNumber(text));
    if (stateNumbers.length !== rows.length || tagNumbers.length !== rows.length || into.isOverfull) return false;
    const [expected, started, runTimes, running] = times;
    const ofRows = (text: string | null | undefined) => instantsOf(text ?? "", rows.length);
    into.set({
      keys: rows,
      states: stateNumbers,
      tags: tagNumbers,
      expected: ofRows(expected),
      started: ofRows(started),
      runTimes: ofRows(runTimes),
      running: ofRows(running),
    });
    return true;
  }
}

/** A number a line. */
function numbersOf(text: string, numberOf: (line: string) => number): number[] {
  const numbers: number[] = [];
  let last: string | undefined;
  let number = 0;
  for (const line of linesOf(text)) {
    // Most runs are as the one before, whose line is the same string then.
    if (line !== last) number = numberOf(line);
    last = line;
    numbers.push(number);
  }
  return numbers;
}

/** Whether what changed since `before` can be told by when it was changed. */
const keepsUp = (before: WritesSoFar, now: WritesSoFar) =>
  before.foreignCommits === now.foreignCommits &&
  before.deletions === now.deletions &&
  now.clockOffset > before.clockOffset - setBack;
