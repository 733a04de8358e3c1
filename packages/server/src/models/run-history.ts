import type { Session } from "@prefect-ts/database/database";
import type { DialectQueries, Periods } from "@prefect-ts/database/dialects/queries";
import type { RunCount } from "@prefect-ts/database/dialects/run-counts";
import { conditionsOnColumns, unrestricted } from "@prefect-ts/database/filters/counted-runs";
import {
  flowRunCondition,
  flowRunsMatching,
  type RunFilters,
  taskRunCondition,
} from "@prefect-ts/database/filters/matching";
import type { MaybeCondition } from "@prefect-ts/database/filters/combine";
import type { Tables } from "@prefect-ts/database/tables";
import type { HistoryResponse } from "@prefect-ts/schemas/history";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import { type StateType, terminalTypes } from "@prefect-ts/schemas/state";
import { countAllRuns, total } from "./all-runs.ts";

const mostBuckets = 500;
/** Of the last year that an instant has, since 1970. */
const LAST_SECOND = 253_402_300_799;

export interface HistoryRange {
  start: Timestamp;
  end: Timestamp;
  /** Seconds; at least one. */
  interval: number;
}

/** Half-open buckets from `start` on: enough to reach `end`, at most 500. */
function bucketCount({ start, end, interval }: HistoryRange): number {
  const elapsed = end.since(start);
  return elapsed > 0 ? Math.min(Math.ceil(elapsed / interval), mostBuckets) : 0;
}

/** Why no history has this range, if so. */
export function rangeProblem(range: HistoryRange): string | undefined {
  if (range.interval < 1) return "History interval must not be less than 1 second.";
  const end = range.start.micros / 1_000_000 + bucketCount(range) * range.interval;
  return end > LAST_SECOND ? "The last interval of a history must end before the year 10000." : undefined;
}

/** Runs that have a state by the time they were expected to start, in buckets, and in each by state. Buckets without runs are there too. */
export async function runHistory(
  session: Session,
  kind: "flow_run" | "task_run",
  range: HistoryRange,
  filters: RunFilters,
): Promise<HistoryResponse[]> {
  const { start, interval: seconds } = range;
  const count = bucketCount(range);
  if (count === 0) return [];
  const counted = await countByBucket(session, kind, { start, seconds, count }, filters);
  const states = new Map<number, HistoryResponse["states"]>();
  for (const { bucket, state_type, ...sums } of counted) {
    if (state_type) states.set(bucket, [...(states.get(bucket) ?? []), { state_type, ...sums }]);
  }
  return Array.from({ length: count }, (_, i) => ({
    interval_start: start.plus(i * seconds),
    interval_end: start.plus((i + 1) * seconds),
    states: states.get(i) ?? [],
  }));
}

async function countByBucket(
  session: Session,
  kind: "flow_run" | "task_run",
  periods: Periods,
  filters: RunFilters,
): Promise<RunCount[]> {
  const { dialect } = session;
  const now = Timestamp.now();
  const condition = kind === "flow_run" ? flowRunCondition(filters, dialect) : taskRunCondition(filters, dialect);
  const runs = runsInPeriods(session, kind, periods, condition);
  const inDatabase = () => countInDatabase(session, kind, periods, now, runs);
  if (!session.countRuns) return await inDatabase();
  const conditions = conditionsOnColumns(kind, filters);
  const query = {
    table: kind,
    periods,
    now: now.micros,
    terminalTypes,
    conditions: conditions ?? unrestricted,
    keys: conditions ? null : runs.select(dialect.rowKey(kind).as("key")).compile(),
  };
  return await session.countRuns(query, { fromCounts: (counts) => counts, inDatabase });
}

const columnOf = (kind: string, name: string) => sql.ref(`${kind}.${name}`);

function runsInPeriods(
  { db, dialect }: Session,
  kind: "flow_run" | "task_run",
  { start, seconds, count }: Periods,
  condition: MaybeCondition,
): SelectQueryBuilder<Tables, "flow_run" | "task_run", object> {
  const expected = columnOf(kind, "expected_start_time");
  const end = start.plus(count * seconds);
  const runs = db
    .selectFrom<"flow_run" | "task_run">(kind)
    .where(sql<boolean>`${expected} >= ${dialect.timestamp(start)} and ${expected} < ${dialect.timestamp(end)}`)
    .where(sql<boolean>`${columnOf(kind, "state_type")} is not null`);
  return condition ? runs.where(condition) : runs;
}

/** Seconds by which a run started late, or is late by now. */
function latenessOf(kind: "flow_run" | "task_run", now: RawBuilder<Timestamp>, { secondsBetween }: DialectQueries) {
  const expected = columnOf(kind, "expected_start_time");
  const started = columnOf(kind, "start_time");
  const stateType = columnOf(kind, "state_type");
  return sql<number>`case
    when ${started} > ${expected} then ${secondsBetween(expected, started)}
    when ${started} is null and ${stateType} not in (${sql.join(terminalTypes)}) and ${expected} < ${now}
      then ${secondsBetween(expected, now)}
    else 0 end`;
}

async function countInDatabase(
  { db, dialect }: Session,
  kind: "flow_run" | "task_run",
  periods: Periods,
  instant: Timestamp,
  inPeriods: SelectQueryBuilder<Tables, "flow_run" | "task_run", object>,
): Promise<RunCount[]> {
  const now = dialect.timestamp(instant);
  const expected = columnOf(kind, "expected_start_time");
  const stateType = columnOf(kind, "state_type");
  const runs = inPeriods.select([
    dialect.periodOf(expected, periods).as("bucket"),
    sql<StateType>`${stateType}`.as("state_type"),
    sql<string>`${columnOf(kind, "state_name")}`.as("state_name"),
    sql<number>`${dialect.intervalSeconds(columnOf(kind, "total_run_time"))}
      + case when ${stateType} = 'RUNNING' then ${dialect.secondsBetween(columnOf(kind, "state_timestamp"), now)} else 0 end`.as(
      "run_time",
    ),
    latenessOf(kind, now, dialect).as("lateness"),
  ]);
  return await db
    .selectFrom(dialect.rowsToGroup(runs).as("runs"))
    .select([
      "bucket",
      "state_type",
      "state_name",
      sql<number>`count(*)`.as("count_runs"),
      sql<number>`sum(case when run_time > 0 then run_time else 0 end)`.as("sum_estimated_run_time"),
      sql<number>`sum(case when lateness > 0 then lateness else 0 end)`.as("sum_estimated_lateness"),
    ])
    .groupBy(["bucket", "state_type", "state_name"])
    .execute();
}

/** The mean lateness of flow runs in seconds, to the microsecond; null where no run matches. */
export async function averageLateness(session: Session, filters: RunFilters): Promise<number | null> {
  const { dialect } = session;
  const now = Timestamp.now();
  const seconds = await countAllRuns<number | null>(session, "flow_run", filters, now, {
    fromCounts: (counts) => {
      const runs = total(counts, "count_runs");
      return runs === 0 ? null : total(counts, "sum_estimated_lateness") / runs;
    },
    inDatabase: async () => {
      const row = await flowRunsMatching(session, filters)
        .select(sql<number | null>`avg(${latenessOf("flow_run", dialect.timestamp(now), dialect)})`.as("lateness"))
        .executeTakeFirst();
      return row?.lateness ?? null;
    },
  });
  return seconds === null ? null : Math.round(seconds * 1e6) / 1e6;
}
