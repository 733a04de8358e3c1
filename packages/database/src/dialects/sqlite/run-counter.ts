import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type SQLite from "better-sqlite3";
import type { RunCount, RunCountQuery } from "../run-counts.ts";
import { instantsOf, linesOf, wholeNumbers } from "./column-texts.ts";
import { type CountedPeriods, RunColumns } from "./run-columns.ts";

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
export interface RunCountRequest extends Omit<RunCountQuery, "periods"> {
  periods: CountedPeriods;
  writes: WritesSoFar;
}

/** To count so many by a query takes longer than to read the table, whatever its size; a part of it as much as that to read it all. */
const worthwhile = { runs: 5000, part: 1 / 20 };
/** Rows, deleted ones before the last included: 39 MB; and as many as they may grow to, while somebody asks again and again. */
const mostRows = { read: 1_500_000, kept: 2_000_000 };
const mostStates = 1000;
const chunkSize = 2000;
/** Milliseconds: a clock that was set back further tells nothing about what changed since. */
const setBack = 500;

/**
 * A column a text, for rows by thousands: a value of its own for each would take three times as long. Durations are kept as the
 * instant so long after 1970, but for none.
 */
const columnTexts = (table: string, rows: string) => `
  select group_concat(rowid, '|'), group_concat(ifnull(state_type, '') || ':' || ifnull(state_name, ''), char(10)),
    group_concat(ifnull(expected_start_time, ''), '|'), group_concat(ifnull(start_time, ''), '|'),
    group_concat(iif(total_run_time = 0, '1970-01-01', total_run_time), '|'),
    group_concat(iif(state_type = 'RUNNING', ifnull(state_timestamp, ''), ''), '|')
  from ${table} ${rows}`;

interface Kept {
  columns: RunColumns;
  writes: WritesSoFar;
  dataVersion: number;
}

/** Counts runs out of {@link RunColumns} that it reads when they are first asked for, and then keeps up with the table. */
export class RunCounter {
  /** Milliseconds that it took to read all that is kept. */
  readingMs = 0;
  private readonly handle: SQLite.Database;
  private readonly kept = new Map<RunCountQuery["table"], Kept>();

  constructor(handle: SQLite.Database) {
    this.handle = handle;
  }

  /** Null where a query does as well, or there is too much to keep. */
  count(request: RunCountRequest): RunCount[] | null {
    const { keys, periods, now, terminalTypes } = request;
    return this.handle.transaction(() => {
      const columns = this.columnsFor(request);
      if (!columns) return null;
      const found =
        keys &&
        this.handle
          .prepare<unknown[], number>(keys.sql)
          .pluck()
          .all(...keys.parameters);
      return columns.count(periods, now, terminalTypes, found);
    })();
  }

  private columnsFor({ table, periods, writes }: RunCountRequest): RunColumns | undefined {
    const dataVersion = Number(this.handle.pragma("data_version", { simple: true }));
    const columns = this.upToDate(table, writes, dataVersion) ?? this.readAll(table, periods);
    if (columns) this.kept.set(table, { columns, writes, dataVersion });
    else this.kept.delete(table);
    return columns;
  }

  /** What is kept, with what has changed since; none where that cannot be told. */
  private upToDate(table: string & RunCountQuery["table"], now: WritesSoFar, version: number): RunColumns | undefined {
    const kept = this.kept.get(table);
    if (!kept || !keepsUp(kept.writes, now)) return undefined;
    const { columns, writes, dataVersion } = kept;
    const isRead =
      dataVersion === version || this.read(columns, columnTexts(table, "where updated >= ?"), [writes.settledBefore]);
    return isRead && columns.size <= mostRows.kept ? columns : undefined;
  }

  /** None where that is not worthwhile, or they are too many. */
  private readAll(table: string, periods: CountedPeriods): RunColumns | undefined {
    const last = this.handle.prepare<[], number | null>(`select max(rowid) from ${table}`).pluck().get() ?? 0;
    const enough = Math.ceil(Math.min(worthwhile.runs, last * worthwhile.part));
    if (last > mostRows.read || !this.hasRuns(table, periods, enough)) return undefined;
    const start = performance.now();
    const columns = new RunColumns(last + 1);
    const chunk = columnTexts(table, "where rowid between ? and ?");
    for (let first = 0; first <= last; first += chunkSize) {
      if (!this.read(columns, chunk, [first, first + chunkSize - 1])) return undefined;
    }
    this.readingMs += performance.now() - start;
    return columns;
  }

  private hasRuns(table: string, { start, length, count }: CountedPeriods, atLeast: number): boolean {
    const found = this.handle
      .prepare<unknown[], number>(
        `select count(*) from (select 1 from ${table} where expected_start_time >= ? and expected_start_time < ? limit ?)`,
      )
      .pluck()
      .get(Timestamp.fromMicros(start).text, Timestamp.fromMicros(start + length * count).text, atLeast);
    return found === atLeast;
  }

  /** Whether it could: a state's name may have a line break, which parts the names of a text, and states may be too many. */
  private read(into: RunColumns, sql: string, parameters: unknown[]): boolean {
    const texts = this.handle
      .prepare<unknown[], (string | null)[]>(sql)
      .raw()
      .get(...parameters);
    const [keys, states, ...times] = texts ?? [];
    if (!keys) return true;
    const rows = wholeNumbers(keys);
    const numbers = this.stateNumbers(into, states ?? "");
    if (numbers.length !== rows.length || into.stateCount > mostStates) return false;
    const ofRows = (text: string | null | undefined) => instantsOf(text ?? "", rows.length);
    const [expected, started, runTimes, running] = times;
    into.set({
      keys: rows,
      states: numbers,
      expected: ofRows(expected),
      started: ofRows(started),
      runTimes: ofRows(runTimes),
      running: ofRows(running),
    });
    return true;
  }

  private stateNumbers(columns: RunColumns, text: string): number[] {
    const numbers: number[] = [];
    let last: string | undefined;
    let number = 0;
    for (const line of linesOf(text)) {
      // Most runs are in the state of the one before, which is the same string then.
      if (line !== last) number = columns.numberOf(line);
      last = line;
      numbers.push(number);
    }
    return numbers;
  }
}

/** Whether what changed since `before` can be told by when it was changed. */
const keepsUp = (before: WritesSoFar, now: WritesSoFar) =>
  before.foreignCommits === now.foreignCommits &&
  before.deletions === now.deletions &&
  now.clockOffset > before.clockOffset - setBack;
