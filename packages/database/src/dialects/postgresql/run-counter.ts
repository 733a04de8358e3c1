import { Timestamp } from "@prefect-ts/schemas/timestamp";
import pg from "pg";
import type { RunKeeper } from "../kept-runs.ts";
import { inMicros, RunColumns } from "../run-columns.ts";
import type { RunCount, RunCountQuery } from "../run-counts.ts";
import { BinaryRows, type Fields, instantAt, intervalAt, textAt } from "./binary-rows.ts";
import { encode } from "./codec.ts";
import { copyOut } from "./copy-out.ts";
import { changedSince, markQuery, type RunMark } from "./run-marks.ts";
import { UuidNumbers } from "./uuid-numbers.ts";

/** Told by whoever has deleted runs. */
export const deletionChannel = "prefect_ts_runs_deleted";

export interface RunCounterOptions {
  /** Of the connection that it has for itself while it keeps anything. */
  config: pg.ClientConfig;
  /** What it takes to read a row, in microseconds; reading nothing takes so many milliseconds, too. */
  microsPerRow?: number;
  leastMs?: number;
  /** The clock of nobody who writes may be behind by more seconds. */
  clockSeconds?: number;
  /** Nobody has asked for so many milliseconds: the columns go. */
  idleMs?: number;
}

const defaults = { microsPerRow: 0.7, leastMs: 20, clockSeconds: 5, idleMs: 3_600_000 };
const never = Number.POSITIVE_INFINITY;
/** Rows, deleted ones before the last reading included: 80 MB; and as many as they may grow to. */
const mostRows = { read: 1_500_000, kept: 2_000_000 };

type Table = RunCountQuery["table"];

const columnsOf = (table: Table, rows: string) => `copy (
  select id, concat(state_type, ':', state_name), tags::text, expected_start_time, start_time, total_run_time,
    case when state_type = 'RUNNING' then state_timestamp end
  from ${table} ${rows}) to stdout (format binary)`;
const fieldCount = 7;

interface Kept {
  columns: RunColumns;
  ids: UuidNumbers;
  mark: RunMark;
  /** How many deletions had been told of before the rows were read. */
  deletions: number;
}

/**
 * Counts runs out of {@link RunColumns}, which are kept up with the table, whoever writes it, by what was changed since they
 * were read. Deletions do not show so: servers of ours tell of them, and PostgreSQL's statistics of those by anybody, seconds
 * later.
 */
export class RunCounter implements RunKeeper {
  private readonly options: Required<RunCounterOptions>;
  private readonly kept = new Map<Table, Kept>();
  private readonly reading = new Map<Table, Promise<void>>();
  /** What is looked for next. */
  private readonly asked = new Map<Table, Promise<RunColumns | undefined>>();
  /** Milliseconds that it takes to read a table, where that is known. */
  private readonly readingMs = new Map<Table, number>();
  /** The connection that hears of deletions, and a promise of it. */
  private client: pg.Client | undefined;
  private listening: Promise<pg.Client> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private deletions = 0;
  private idle: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(options: RunCounterOptions) {
    this.options = { ...defaults, ...options };
  }

  async count({ table, periods, keys, ...runs }: RunCountQuery): Promise<RunCount[] | null> {
    if (keys || !this.kept.has(table)) return null;
    this.rest();
    try {
      const columns = await this.upToDate(table);
      if (!columns?.canTell(runs.conditions)) return null;
      return columns.count({ ...runs, periods: periods && inMicros(periods), keys: null });
    } catch {
      // Whatever it was, the query meets it too, or does not.
      this.kept.delete(table);
      return null;
    }
  }

  keep({ table, keys }: Pick<RunCountQuery, "table" | "keys">, ms: number): Promise<void> | undefined {
    if (keys || this.isClosed || this.kept.has(table)) return undefined;
    const underway = this.reading.get(table);
    if (underway) return underway;
    if (ms < (this.readingMs.get(table) ?? this.options.leastMs)) return undefined;
    const reading = this.readAll(table, ms)
      // Whoever asks next begins anew.
      .catch(() => {})
      .finally(() => this.reading.delete(table));
    this.reading.set(table, reading);
    return reading;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.reading.values());
    await this.turn;
    await this.drop();
  }

  /** One look at what has changed serves all who asked before it began. */
  private upToDate(table: Table): Promise<RunColumns | undefined> {
    const asked = this.asked.get(table);
    if (asked) return asked;
    const looking = this.inTurn(() => {
      this.asked.delete(table);
      return this.follow(table);
    });
    this.asked.set(table, looking);
    return looking;
  }

  private async follow(table: Table): Promise<RunColumns | undefined> {
    const kept = this.kept.get(table);
    if (!kept) return undefined;
    const client = await this.connected();
    const mark = await this.mark(client, table);
    if (this.keepsUp(kept, mark) && (await this.readChanged(client, table, kept)) && this.keepsUp(kept, mark)) {
      this.kept.set(table, { ...kept, mark });
      return kept.columns;
    }
    this.kept.delete(table);
    return undefined;
  }

  private keepsUp({ mark, deletions }: Kept, now: RunMark): boolean {
    return mark.file === now.file && mark.deleted === now.deleted && deletions === this.deletions && !now.isBlind;
  }

  private async readChanged(client: pg.Client, table: Table, { columns, ids, mark }: Kept): Promise<boolean> {
    return await this.read(client, columnsOf(table, changedSince(mark, client)), columns, ids, mostRows.kept);
  }

  private async readAll(table: Table, ms: number): Promise<void> {
    this.rest();
    const listening = await this.connected();
    // What is kept of others is counted meanwhile.
    const client = await this.connect();
    try {
      const kept = await this.readIfQuick(client, table, ms);
      if (kept && this.client === listening) this.kept.set(table, kept);
    } finally {
      await client.end();
    }
  }

  private async readIfQuick(client: pg.Client, table: Table, ms: number): Promise<Kept | undefined> {
    const { deletions } = this;
    const mark = await this.mark(client, table);
    const { leastMs, microsPerRow } = this.options;
    const needed = leastMs + (mark.rows * microsPerRow) / 1000;
    this.readingMs.set(table, mark.rows > mostRows.read ? never : needed);
    if (ms < needed || mark.isBlind || mark.rows > mostRows.read) return undefined;
    const size = Math.max(0, mark.rows) + 1;
    const [columns, ids] = [new RunColumns(size), new UuidNumbers(size)];
    const all = columnsOf(table, `limit ${mostRows.read + 1}`);
    if (await this.read(client, all, columns, ids, mostRows.read)) return { columns, ids, mark, deletions };
    this.readingMs.set(table, never);
    return undefined;
  }

  /** Whether they were not too many to tell apart. */
  private async read(client: pg.Client, sql: string, columns: RunColumns, ids: UuidNumbers, most: number) {
    const rows = new BinaryRows(fieldCount);
    for await (const data of copyOut(client, sql)) {
      const runs = new RunBatch(columns, ids);
      rows.feed(data, (fields) => runs.add(fields));
      runs.set();
      if (ids.size > most || columns.isOverfull) return false;
    }
    return true;
  }

  private async mark(client: pg.Client, table: Table): Promise<RunMark> {
    const { rows } = await client.query<RunMark>({
      name: table,
      text: markQuery(table, this.options.clockSeconds),
      values: [encode(Timestamp.now())],
    });
    const [mark] = rows;
    if (!mark) throw new Error(`there is no table ${table}`);
    return mark;
  }

  /** One after another: the connection is one, and what is read goes into the same columns. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }

  private connected(): Promise<pg.Client> {
    this.listening ??= this.listen().catch((error: unknown) => {
      this.listening = undefined;
      throw error;
    });
    return this.listening;
  }

  private async listen(): Promise<pg.Client> {
    const client = await this.connect();
    const lost = () => {
      if (this.client === client) this.forget();
    };
    client.on("error", lost);
    client.on("end", lost);
    client.on("notification", () => this.deletions++);
    await client.query(`listen ${deletionChannel}`);
    this.client = client;
    return client;
  }

  private forget(): void {
    this.client = undefined;
    this.listening = undefined;
    this.kept.clear();
  }

  private async connect(): Promise<pg.Client> {
    // COPY does not go together with pipelining.
    const client = new pg.Client({ ...this.options.config, pipeline: false });
    // Whoever uses it learns of it.
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  private rest(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.inTurn(() => this.drop()), this.options.idleMs).unref();
  }

  private async drop(): Promise<void> {
    clearTimeout(this.idle);
    const { client } = this;
    this.forget();
    await client?.end().catch(() => {});
  }
}

/** The runs of one piece of what came in. */
class RunBatch {
  private readonly columns: RunColumns;
  private readonly ids: UuidNumbers;
  private readonly keys: number[] = [];
  private readonly states: number[] = [];
  private readonly tags: number[] = [];
  private readonly expected: number[] = [];
  private readonly started: number[] = [];
  private readonly runTimes: number[] = [];
  private readonly running: number[] = [];

  constructor(columns: RunColumns, ids: UuidNumbers) {
    this.columns = columns;
    this.ids = ids;
  }

  add(fields: Fields): void {
    this.keys.push(this.ids.numberOf(fields.bytes, fields.starts[0] ?? 0));
    this.states.push(this.columns.stateNumber(textAt(fields, 1)));
    this.tags.push(this.columns.tagsNumber(textAt(fields, 2)));
    this.expected.push(instantAt(fields, 3));
    this.started.push(instantAt(fields, 4));
    this.runTimes.push(intervalAt(fields, 5));
    this.running.push(instantAt(fields, 6));
  }

  set(): void {
    const { keys, states, tags, expected, started, runTimes, running } = this;
    this.columns.set({ keys, states, tags, expected, started, runTimes, running });
  }
}
