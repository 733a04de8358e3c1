import type { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { cronDates } from "./cron.ts";
import { intervalDates } from "./interval.ts";
import { rruleDates } from "./rrule.ts";
import type { ScheduledDate } from "./zone.ts";

export type { ScheduledDate } from "./zone.ts";

type Schedule = DeploymentSchedule["schedule"];

function datesFrom(schedule: Schedule, start: Timestamp, until?: Timestamp): Iterable<ScheduledDate> {
  if ("cron" in schedule) return cronDates(schedule, start);
  if ("rrule" in schedule) return rruleDates(schedule, start, until);
  return intervalDates(
    {
      interval: schedule.interval,
      anchor_date: schedule.anchor_date ?? start,
      timezone: schedule.timezone || "UTC",
    },
    start,
  );
}

const mostTried = 1000;

/** The moments of a schedule from `from` to `until`, each once, at most `count` of them. */
export function* nextDates(
  schedule: Schedule,
  { from, until, count }: { from: Timestamp; until?: Timestamp; count: number },
): Generator<ScheduledDate> {
  const seen = new Set<string>();
  let tried = 0;
  for (const date of datesFrom(schedule, from, until)) {
    if (until && date.at.isAfter(until)) return;
    if (!seen.has(date.at.text)) {
      seen.add(date.at.text);
      yield date;
    }
    if (seen.size >= count || tried++ > mostTried) return;
  }
}
