import { type CronExpression, type CronField, parseCron } from "@prefect-ts/schemas/cron-expression";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { momentOf, type ScheduledDate, scheduledDate, wallTimeOf } from "./zone.ts";

export interface Cron {
  cron: string;
  timezone: string | null;
  /** Whether a day may fit either its number or its weekday where both are given; else it must fit both. */
  day_or: boolean;
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000] as const;
/** After so many years without a match there is none. */
const mostYears = 50;

const accepts = (field: CronField, value: number) => field === undefined || field.has(value);

const daysInMonth = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function fitsWeekday({ weekdays, nthWeekdays }: CronExpression, date: Date): boolean {
  const weekday = date.getUTCDay();
  if (nthWeekdays.size === 0) return accepts(weekdays, weekday);
  const nth = nthWeekdays.get(weekday);
  const number = date.getUTCDate();
  const isLast = number + 7 > daysInMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return nth !== undefined && (nth.has(Math.ceil(number / 7)) || (isLast && nth.has(-1)));
}

function fitsDay(expression: CronExpression, dayOr: boolean, date: Date): boolean {
  const { days, lastDay, weekdays, nthWeekdays } = expression;
  const number = date.getUTCDate();
  const anyDay = days === undefined && !lastDay;
  const isLast = () => number === daysInMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
  const fitsNumber = anyDay || days?.has(number) === true || (lastDay && isLast());
  const fits = fitsWeekday(expression, date);
  // As in croniter: beside a weekday that is counted in its month, "or" leaves the day's number out.
  if (dayOr && nthWeekdays.size > 0) return fits;
  return dayOr && !anyDay && weekdays !== undefined ? fitsNumber || fits : fitsNumber && fits;
}

/** The next wall time from `from` on, in the milliseconds of {@link wallTimeOf}; undefined if there is none. */
function nextWallTime(expression: CronExpression, dayOr: boolean, from: number): number | undefined {
  const unit = expression.hasSeconds ? second : minute;
  let at = Math.ceil(from / unit) * unit;
  const lastYear = new Date(at).getUTCFullYear() + mostYears;
  while (true) {
    const date = new Date(at);
    const year = date.getUTCFullYear();
    if (year > lastYear) return undefined;
    if (!accepts(expression.years, year)) at = Date.UTC(year + 1, 0, 1);
    else if (!accepts(expression.months, date.getUTCMonth() + 1)) at = Date.UTC(year, date.getUTCMonth() + 1, 1);
    else if (!fitsDay(expression, dayOr, date)) at = (Math.floor(at / day) + 1) * day;
    else if (!accepts(expression.hours, date.getUTCHours())) at = (Math.floor(at / hour) + 1) * hour;
    else if (!accepts(expression.minutes, date.getUTCMinutes())) at = (Math.floor(at / minute) + 1) * minute;
    else if (expression.hasSeconds && !accepts(expression.seconds, date.getUTCSeconds())) at += second;
    else return at;
  }
}

/**
 * The moments of a cron schedule from `start` on. They follow the clocks of its zone: a time that clocks show twice
 * counts once, and one that they skip is an hour earlier.
 */
export function* cronDates({ cron, timezone, day_or }: Cron, start: Timestamp): Generator<ScheduledDate> {
  const expression = parseCron(cron);
  if (!expression) return;
  const zone = timezone || "UTC";
  // The reference looks on from a second before the start, which may be an hour earlier on the clock.
  const isWhole = start.micros % 1_000_000 === 0;
  const { millis } = wallTimeOf(isWhole ? start.plus(-1) : start, zone);
  let from = (Math.floor(millis / second) + 1) * second;
  while (true) {
    const wall = nextWallTime(expression, day_or, from);
    if (wall === undefined) return;
    yield scheduledDate(momentOf({ millis: wall, micros: 0 }, zone, "earlier"), zone);
    from = wall + second;
  }
}
