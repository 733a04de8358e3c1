import { setTimeout as sleep } from "node:timers/promises";
import type { Database, Session, Transaction } from "@prefect-ts/database/database";
import type { RunCount, RunCountQuery } from "@prefect-ts/database/dialects/run-counts";
import { unrestricted } from "@prefect-ts/database/filters/counted-runs";
import { duration, json } from "@prefect-ts/database/values";
import { type StateType, terminalTypes } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";

const start = Timestamp.parse("2024-02-28T00:00:00Z");
const now = start.plus(40 * 3600);
const periods = { start, seconds: 3600.5, count: 100 };
const types: StateType[] = ["COMPLETED", "FAILED", "RUNNING", "SCHEDULED", "CANCELLED"];
/** Longer than it takes to read what tests count. */
const queryMs = 60;
/** The thread that reads gives way to all else on a busy machine. */
const mostAttempts = 500;
const flow = "00000000-0000-4000-8000-000000000001";

/** The id of the flow run with a number. */
export const runId = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;

/** Flow runs of every kind, one each 40 seconds, and how many there are by what their rows say. */
export class CountedRuns {
  static readonly start = start;
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async fill(count: number): Promise<void> {
    await this.database.write(({ db }) => db.insertInto("flow").values({ id: flow, name: "f" }).execute());
    await this.database.write((tx) => this.add(tx, 0, count, start));
  }

  async add({ db }: Pick<Transaction, "db">, from: number, count: number, updated = Timestamp.now()): Promise<void> {
    const rows = Array.from({ length: count }, (_, k) => runRow(from + k, updated));
    for (let i = 0; i < count; i += 100) {
      await db
        .insertInto("flow_run")
        .values(rows.slice(i, i + 100))
        .execute();
    }
  }

  /** Changes a run in a transaction of its own, or in one that is open. */
  async change(number: number, values: object, open?: Pick<Transaction, "db">): Promise<void> {
    const changed = { ...values, updated: Timestamp.now() };
    const write = ({ db }: Pick<Transaction, "db">) =>
      db.updateTable("flow_run").set(changed).where("id", "=", runId(number)).execute();
    await (open ? write(open) : this.database.write(write));
  }

  delete = ({ db }: Pick<Transaction, "db">, ...numbers: number[]) =>
    db.deleteFrom("flow_run").where("id", "in", numbers.map(runId)).execute();

  query(asked: Partial<RunCountQuery> = {}): RunCountQuery {
    const all = { table: "flow_run" as const, periods, now: now.micros, terminalTypes };
    return { ...all, conditions: unrestricted, keys: null, ...asked };
  }

  /** Null where that is left to a query, which takes long, or no time at all. */
  counted(asked: Partial<RunCountQuery> = {}, takes = queryMs): Promise<RunCount[] | null> {
    const inDatabase = () => (takes > 0 ? sleep(takes, null) : Promise.resolve(null));
    return this.database.readWide(async ({ countRuns }) => {
      const fromCounts = (counts: RunCount[]) => counts;
      const counts = await countRuns?.<RunCount[] | null>(this.query(asked), { fromCounts, inDatabase });
      return rounded(counts ?? null);
    });
  }

  /** As they are counted once their columns are kept. */
  async kept(asked: Partial<RunCountQuery> = {}, attempts = mostAttempts): Promise<RunCount[]> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const counts = await this.counted(asked);
      if (counts) return counts;
    }
    throw new Error("runs are not kept, whatever queries take");
  }

  /** As the rows say, by period, those with a tag where one is named. */
  async expected(tag?: string): Promise<RunCount[] | null> {
    const rows = await this.database.read(({ db }: Session) => db.selectFrom("flow_run").selectAll().execute());
    const sums = new Map<string, RunCount>();
    for (const run of rows) {
      const { expected_start_time: at, start_time: began, state_type, state_name } = run;
      if (!at || !state_type || (tag !== undefined && !run.tags.includes(tag))) continue;
      const bucket = Math.floor(at.since(start) / periods.seconds);
      if (bucket < 0 || bucket >= periods.count) continue;
      const goingOn = state_type === "RUNNING" && run.state_timestamp ? now.since(run.state_timestamp) : 0;
      const waiting = terminalTypes.includes(state_type) ? 0 : now.since(at);
      const key = `${String(bucket).padStart(3, "0")} ${state_type} ${state_name}`;
      const sum = sums.get(key) ?? {
        bucket,
        state_type,
        state_name: state_name ?? "",
        count_runs: 0,
        sum_estimated_run_time: 0,
        sum_estimated_lateness: 0,
      };
      sum.count_runs++;
      sum.sum_estimated_run_time += Math.max(0, run.total_run_time + goingOn);
      sum.sum_estimated_lateness += Math.max(0, began ? began.since(at) : waiting);
      sums.set(key, sum);
    }
    return rounded([...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum));
  }
}

function runRow(i: number, updated: Timestamp) {
  const at = start.plus(i * 40 + (i % 7) / 7);
  const type = types[i % 5];
  return {
    id: runId(i),
    name: `run ${i}`,
    flow_id: flow,
    updated,
    tags: json([...(i % 3 === 0 ? ["a"] : []), ...(i % 4 === 0 ? ['b | "ö"'] : [])]),
    state_type: i % 89 === 0 ? null : type,
    state_name: i % 13 === 0 ? "Odd | : 'näme'" : `Name of ${type}`,
    state_timestamp: at.plus(5),
    expected_start_time: i % 97 === 0 ? null : at,
    start_time: i % 5 === 3 || i % 11 === 0 ? null : at.plus((i % 3) - 1.25),
    total_run_time: duration(i % 4 === 0 ? 0 : (i % 17) - 2.000001),
  };
}

/** Sums in microseconds. */
export const rounded = (counts: RunCount[] | null) =>
  counts &&
  counts.map((count) => ({
    ...count,
    sum_estimated_run_time: Math.round(count.sum_estimated_run_time * 1e6),
    sum_estimated_lateness: Math.round(count.sum_estimated_lateness * 1e6),
  }));
