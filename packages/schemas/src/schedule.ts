import { type Static, Type } from "typebox";
import { isValidCron } from "./cron-expression.ts";
import { recurrenceComplaint } from "./recurrence-rule.ts";
import { Timestamp } from "./timestamp.ts";
import { isTimezone, timezonePattern } from "./timezones.ts";
import { check, DateTime, defaultFactory, Duration, OrNull } from "./types.ts";

interface Zoned {
  timezone: string | null;
}

/** What is wrong with a zone's name; the empty one passes, as it does in the reference. */
const timezoneComplaint = ({ timezone }: Zoned): string | undefined =>
  timezone && !isTimezone(timezone)
    ? `Invalid timezone: "${timezone}" (specify in IANA tzdata format, for example, America/New_York)`
    : undefined;

function cronComplaint(cron: string): string | undefined {
  if (!isValidCron(cron)) return `Invalid cron string: "${cron}"`;
  const isRandom = cron.split(/\s+/).some((field) => /^[rh]$/i.test(field));
  return isRandom ? `Random and Hashed expressions are unsupported, received: "${cron}"` : undefined;
}

/** A schedule by the fields of a clock and a calendar, as croniter reads them. */
export const CronSchedule = Type.Object(
  {
    cron: Type.String({ [check]: cronComplaint }),
    timezone: OrNull(Type.String()),
    day_or: Type.Boolean({ default: true }),
  },
  {
    $id: "CronSchedule",
    additionalProperties: false,
    [check]: function validate_timezone(schedule: Zoned) {
      return timezoneComplaint(schedule);
    },
  },
);
export type CronSchedule = Static<typeof CronSchedule>;

const positive = (seconds: number) => (seconds > 0 ? undefined : "interval must be positive");

export const IntervalScheduleInput = Type.Object(
  {
    interval: Type.Unsafe<number>({ ...Duration, [check]: positive }),
    anchor_date: Type.Unsafe<Timestamp>({ ...DateTime, [defaultFactory]: Timestamp.now }),
    timezone: OrNull(Type.String()),
  },
  {
    $id: "IntervalSchedule-Input",
    additionalProperties: false,
    [check]: function validate_timezone(schedule: Zoned) {
      schedule.timezone ??= "UTC";
      return timezoneComplaint(schedule);
    },
  },
);
export type IntervalScheduleInput = Static<typeof IntervalScheduleInput>;

export const IntervalScheduleOutput = Type.Object(
  {
    interval: Type.Number(),
    anchor_date: Type.Optional(DateTime),
    timezone: OrNull(Type.String()),
  },
  { $id: "IntervalSchedule-Output", additionalProperties: false },
);
export type IntervalScheduleOutput = Static<typeof IntervalScheduleOutput>;

/** A schedule by an iCalendar recurrence rule. */
export const RRuleSchedule = Type.Object(
  {
    rrule: Type.String({ [check]: recurrenceComplaint }),
    timezone: Type.Union([Type.String({ pattern: timezonePattern }), Type.Null()], { default: "UTC" }),
  },
  { $id: "RRuleSchedule", additionalProperties: false },
);
export type RRuleSchedule = Static<typeof RRuleSchedule>;
