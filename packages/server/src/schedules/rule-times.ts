import type { Frequency, RecurrenceRule } from "@prefect-ts/schemas/recurrence-rule";

const day = 86_400_000;
const units: Partial<Record<Frequency, number>> = { HOURLY: 3_600_000, MINUTELY: 60_000, SECONDLY: 1000 };
/** After so many periods without a date, or so many dates before the first that is asked for, the rule is given up. */
const mostPeriods = 200_000;
const lastYear = 9999;

const weekdayOf = (millis: number) => (new Date(millis).getUTCDay() + 6) % 7;
const midnight = (millis: number) => Math.floor(millis / day) * day;
const days = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i * day);

/** The first day of the first week of a year: the first with at least four days in it. */
function firstWeek(year: number, weekStart: number): number {
  const newYear = Date.UTC(year, 0, 1);
  const offset = (weekdayOf(newYear) - weekStart + 7) % 7;
  return newYear - offset * day + (offset > 3 ? 7 * day : 0);
}

/** Whether the week of a day has one of the numbers in its year, counted from the year's end if negative. */
function inWeeks(millis: number, numbers: readonly number[], weekStart: number): boolean {
  const year = new Date(millis).getUTCFullYear();
  const first = [year + 1, year, year - 1].find((candidate) => firstWeek(candidate, weekStart) <= millis) ?? year;
  const begin = firstWeek(first, weekStart);
  const number = Math.floor((millis - begin) / (7 * day)) + 1;
  const count = Math.round((firstWeek(first + 1, weekStart) - begin) / (7 * day));
  return numbers.includes(number) || numbers.includes(number - count - 1);
}

/** A place in a span of days, from its beginning and from its end. */
function places(millis: number, begin: number, end: number): [fromStart: number, fromEnd: number] {
  return [(millis - begin) / day, (end - millis) / day - 1];
}

function isNthWeekday(millis: number, rule: RecurrenceRule): boolean {
  const nth = rule.byweekday.filter((weekday) => weekday.nth !== null);
  if (nth.length === 0 || (rule.freq !== "YEARLY" && rule.freq !== "MONTHLY")) return true;
  const date = new Date(millis);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const inYear = rule.freq === "YEARLY" && rule.bymonth.length === 0;
  const [before, after] = inYear
    ? places(millis, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
    : places(millis, Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1));
  const numbers = [Math.floor(before / 7) + 1, -Math.floor(after / 7) - 1];
  return nth.some((each) => each.weekday === weekdayOf(millis) && numbers.includes(each.nth ?? 0));
}

function isPlainWeekday(millis: number, rule: RecurrenceRule): boolean {
  const counts = rule.freq === "YEARLY" || rule.freq === "MONTHLY";
  const plain = rule.byweekday.filter(({ nth }) => nth === null || !counts);
  return plain.length === 0 || plain.some(({ weekday }) => weekday === weekdayOf(millis));
}

/** Whether a rule accepts a day, given as its midnight. */
function fitsDay(millis: number, rule: RecurrenceRule): boolean {
  const date = new Date(millis);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const { bymonth, byweekno, bymonthday, byyearday } = rule;
  if (bymonth.length > 0 && !bymonth.includes(month + 1)) return false;
  if (byweekno.length > 0 && !inWeeks(millis, byweekno, rule.weekStart)) return false;
  if (!isPlainWeekday(millis, rule) || !isNthWeekday(millis, rule)) return false;
  const fits = (numbers: readonly number[], begin: number, end: number) => {
    const [before, after] = places(millis, begin, end);
    return numbers.length === 0 || numbers.includes(before + 1) || numbers.includes(-after - 1);
  };
  return (
    fits(bymonthday, Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)) &&
    fits(byyearday, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
  );
}

/** The rule with what its start says where it says nothing itself. */
function completed(rule: RecurrenceRule, start: number): RecurrenceRule {
  const date = new Date(start);
  const level = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"].indexOf(rule.freq);
  const saysDay = [rule.byweekno, rule.byyearday, rule.bymonthday, rule.byweekday].some((list) => list.length > 0);
  const orStart = (list: number[], value: number, applies: boolean) => (list.length > 0 || !applies ? list : [value]);
  return {
    ...rule,
    bymonth: orStart(rule.bymonth, date.getUTCMonth() + 1, !saysDay && level === 0),
    bymonthday: orStart(rule.bymonthday, date.getUTCDate(), !saysDay && level < 2),
    byweekday: !saysDay && level === 2 ? [{ weekday: weekdayOf(start), nth: null }] : rule.byweekday,
    byhour: orStart(rule.byhour, date.getUTCHours(), level < 4),
    byminute: orStart(rule.byminute, date.getUTCMinutes(), level < 5),
    bysecond: orStart(rule.bysecond, date.getUTCSeconds(), level < 6),
  };
}

const ascending = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);

/** The days of the n-th period of a rule that counts in days or more. */
function daysOfPeriod({ freq, interval, weekStart }: RecurrenceRule, start: number, n: number): number[] {
  const date = new Date(start);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const span = (begin: number, end: number) => days(begin, (end - begin) / day);
  const step = n * interval;
  if (freq === "YEARLY") return span(Date.UTC(year + step, 0, 1), Date.UTC(year + step + 1, 0, 1));
  if (freq === "MONTHLY") return span(Date.UTC(year, month + step, 1), Date.UTC(year, month + step + 1, 1));
  if (freq === "DAILY") return [midnight(start) + step * day];
  const week = midnight(start) - ((weekdayOf(start) - weekStart + 7) % 7) * day;
  // As in dateutil, the first week begins with the start: BYSETPOS counts from there.
  return days(week + step * 7 * day, 7).filter((each) => each >= midnight(start));
}

function timesOfDay({ byhour, byminute, bysecond }: RecurrenceRule): number[] {
  return ascending(
    byhour.flatMap((hour) =>
      byminute.flatMap((minute) => bysecond.map((second) => ((hour * 60 + minute) * 60 + second) * 1000)),
    ),
  );
}

/** Those of a period's times that `BYSETPOS` picks; all where it is not there. */
function picked(times: number[], { bysetpos }: RecurrenceRule): number[] {
  if (bysetpos.length === 0) return times;
  return ascending(bysetpos.flatMap((position) => times.at(position > 0 ? position - 1 : position) ?? []));
}

/** The number of a period that is over before `from`, or 0: one or two before the period that `from` is in. */
function periodBefore({ freq, interval }: RecurrenceRule, start: number, from: number): number {
  const [first, last] = [new Date(start), new Date(from)];
  const years = last.getUTCFullYear() - first.getUTCFullYear();
  const elapsed: Partial<Record<Frequency, number>> = {
    YEARLY: years,
    MONTHLY: years * 12 + last.getUTCMonth() - first.getUTCMonth(),
    WEEKLY: (from - start) / (7 * day),
    DAILY: (from - start) / day,
  };
  return Math.max(0, Math.floor((elapsed[freq] ?? 0) / interval) - 1);
}

/** Wall times; those outside may be left out. */
export interface Span {
  from: number;
  to: number;
}

/** The periods in and around a span, in order; the times of each are ascending. */
function* periodsOfDays(rule: RecurrenceRule, start: number, { from, to }: Span): Generator<number[]> {
  const times = timesOfDay(rule);
  for (let n = periodBefore(rule, start, from); ; n++) {
    const period = daysOfPeriod(rule, start, n);
    const begin = period[0] ?? Number.NaN;
    if (begin > to || new Date(begin).getUTCFullYear() > lastYear) return;
    const fitting = period.filter((each) => fitsDay(each, rule));
    yield picked(
      fitting.flatMap((each) => times.map((time) => each + time)),
      rule,
    );
  }
}

const accepts = (list: readonly number[], value: number) => list.length === 0 || list.includes(value);

/** As {@link periodsOfDays}, for rules that count in hours or less; they begin at the last period before the span. */
function* periodsOfTime(rule: RecurrenceRule, start: number, unit: number, span: Span): Generator<number[]> {
  const length = unit * rule.interval;
  const origin = Math.floor(start / unit) * unit;
  const minutes = unit === units.HOURLY ? rule.byminute : [0];
  const seconds = unit === units.SECONDLY ? [0] : rule.bysecond;
  const within = ascending(minutes.flatMap((minute) => seconds.map((second) => (minute * 60 + second) * 1000)));
  let n = Math.max(0, Math.floor((span.from - origin) / length));
  const skipTo = (time: number) => {
    n = Math.max(n + 1, Math.ceil((time - origin) / length));
  };
  while (true) {
    const at = origin + n * length;
    const date = new Date(at);
    if (at > span.to || !(date.getUTCFullYear() <= lastYear)) return;
    const hour = Math.floor(at / 3_600_000) * 3_600_000;
    if (!fitsDay(midnight(at), rule)) skipTo(midnight(at) + day);
    else if (!accepts(rule.byhour, date.getUTCHours())) skipTo(hour + 3_600_000);
    else {
      const fitsMinute = unit === units.HOURLY || accepts(rule.byminute, date.getUTCMinutes());
      const fitsSecond = unit !== units.SECONDLY || accepts(rule.bysecond, date.getUTCSeconds());
      n++;
      if (fitsMinute && fitsSecond) {
        yield picked(
          within.map((time) => at + time),
          rule,
        );
        continue;
      }
    }
    yield [];
  }
}

/**
 * The wall times of a rule in a span, ascending, as dateutil has them; those of a rule with a count are walked from its
 * start.
 */
export function* ruleTimes(given: RecurrenceRule, start: number, { from, to }: Span): Generator<number> {
  if (given.interval < 1) return;
  const rule = completed(given, start);
  const unit = units[rule.freq];
  const span = { from: rule.count === null ? Math.max(start, from) : start, to };
  const periods = unit === undefined ? periodsOfDays(rule, start, span) : periodsOfTime(rule, start, unit, span);
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  let idle = 0;
  for (const period of periods) {
    if (idle++ > mostPeriods) return;
    for (const time of period) {
      if (time < start) continue;
      if ((rule.until !== null && time > rule.until) || left-- <= 0) return;
      if (time < from) continue;
      idle = 0;
      yield time;
    }
  }
}
