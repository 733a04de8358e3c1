import { defaultStart, parseRecurrence, type Recurrence } from "@prefect-ts/schemas/recurrence-rule";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { ruleTimes, type Span } from "./rule-times.ts";
import { momentOf, type ScheduledDate, scheduledDate, wallTimeOf } from "./zone.ts";

export interface RRule {
  rrule: string;
  timezone: string | null;
}

/** The values of ascending generators in order, each once. */
function* merged(sources: Iterator<number>[]): Generator<number> {
  const heads = sources.map((source) => source.next());
  while (true) {
    const values = heads.flatMap(({ done, value }) => (done ? [] : [value]));
    if (values.length === 0) return;
    const least = Math.min(...values);
    yield least;
    for (const [index, head] of heads.entries()) {
      const source = sources[index];
      if (!head.done && head.value === least && source) heads[index] = source.next();
    }
  }
}

function* wallTimes(recurrence: Recurrence, span: Span): Generator<number> {
  const start = recurrence.start ?? defaultStart;
  const included = merged([
    ...recurrence.rules.map((rule) => ruleTimes(rule, start, span)),
    recurrence.dates.toSorted((a, b) => a - b).values(),
  ]);
  const excludedDates = new Set(recurrence.excludedDates);
  const excluded = merged(recurrence.excludedRules.map((rule) => ruleTimes(rule, start, span)));
  let next = excluded.next();
  for (const time of included) {
    while (!next.done && next.value < time) next = excluded.next();
    if (!excludedDates.has(time) && (next.done || next.value !== time)) yield time;
  }
}

const day = 86_400_000;

/**
 * The moments of a recurrence from `start` on, by the clocks of its zone; a time that they skip is an hour earlier.
 * Some after `until` may come too: it keeps a rule without any from being searched for ever.
 */
export function* rruleDates({ rrule, timezone }: RRule, start: Timestamp, until?: Timestamp): Generator<ScheduledDate> {
  const zone = timezone || "UTC";
  const from = wallTimeOf(start, zone).millis - day;
  const to = until ? wallTimeOf(until, zone).millis + day : Number.POSITIVE_INFINITY;
  for (const millis of wallTimes(parseRecurrence(rrule), { from, to })) {
    const at = momentOf({ millis, micros: 0 }, zone, "earlier");
    if (!at.isBefore(start)) yield scheduledDate(at, zone);
  }
}
