import type { Session } from "@prefect-ts/database/database";
import type { Periods } from "@prefect-ts/database/dialects/queries";
import { flowRunsMatching, type RunFilters, taskRunsMatching } from "@prefect-ts/database/filters/matching";
import type { Tables } from "@prefect-ts/database/tables";
import type { HistoryResponse } from "@prefect-ts/schemas/history";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type SelectQueryBuilder, sql } from "kysely";
import { terminalTypes } from "@prefect-ts/schemas/state";

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

interface Counted {
  bucket: number;
  state_type: HistoryResponse["states"][number]["state_type"];
  state_name: string;
  count_runs: number;
  sum_estimated_run_time: number;
  sum_estimated_lateness: number;
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
  for (const { bucket, ...state } of counted) states.set(bucket, [...(states.get(bucket) ?? []), state]);
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
): Promise<Counted[]> {
  const runs =
    kind === "flow_run"
      ? runsInPeriods(session, kind, periods, flowRunsMatching(session, filters))
      : runsInPeriods(session, kind, periods, taskRunsMatching(session, filters));
  return await session.db
    .selectFrom(session.dialect.rowsToGroup(runs).as("runs"))
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

function runsInPeriods<Table extends "flow_run" | "task_run">(
  { dialect }: Session,
  kind: Table,
  periods: Periods,
  matching: SelectQueryBuilder<Tables, Table, object>,
) {
  const column = (name: string) => sql.ref(`${kind}.${name}`);
  const now = dialect.timestamp(Timestamp.now());
  const start = dialect.timestamp(periods.start);
  const end = dialect.timestamp(periods.start.plus(periods.count * periods.seconds));
  const expected = column("expected_start_time");
  const startTime = column("start_time");
  const stateType = column("state_type");
  return matching
    .where(sql<boolean>`${expected} >= ${start} and ${expected} < ${end}`)
    .where(sql<boolean>`${stateType} is not null`)
    .select([
      dialect.periodOf(expected, periods).as("bucket"),
      sql<Counted["state_type"]>`${stateType}`.as("state_type"),
      sql<string>`${column("state_name")}`.as("state_name"),
      sql<number>`${dialect.intervalSeconds(column("total_run_time"))}
        + case when ${stateType} = 'RUNNING' then ${dialect.secondsBetween(column("state_timestamp"), now)} else 0 end`.as(
        "run_time",
      ),
      sql<number>`case
        when ${startTime} > ${expected} then ${dialect.secondsBetween(expected, startTime)}
        when ${startTime} is null and ${stateType} not in (${sql.join(terminalTypes)}) and ${expected} < ${now}
          then ${dialect.secondsBetween(expected, now)}
        else 0 end`.as("lateness"),
    ]);
}

/** The mean lateness of flow runs in seconds, to the microsecond; null where no run matches. */
export async function averageLateness(session: Session, filters: RunFilters): Promise<number | null> {
  const { dialect } = session;
  const now = dialect.timestamp(Timestamp.now());
  const expected = sql.ref("flow_run.expected_start_time");
  const started = sql.ref("flow_run.start_time");
  const row = await flowRunsMatching(session, filters)
    .select(
      sql<number | null>`avg(case
        when ${started} > ${expected} then ${dialect.secondsBetween(expected, started)}
        when ${started} is null and flow_run.state_type not in (${sql.join(terminalTypes)}) and ${expected} < ${now}
          then ${dialect.secondsBetween(expected, now)}
        else 0 end)`.as("lateness"),
    )
    .executeTakeFirst();
  const seconds = row?.lateness ?? null;
  return seconds === null ? null : Math.round(seconds * 1e6) / 1e6;
}
