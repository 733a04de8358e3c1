import type { Session } from "@prefect-ts/database/database";
import type { Periods } from "@prefect-ts/database/dialects/queries";
import type { Countable, EventCount, EventFilter, TimeUnit } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type RawBuilder, sql } from "kysely";
import { eventsMatching } from "./events.ts";

/** Periods are counted from this Monday on; no event is older. */
const pivot = Timestamp.parse("2024-04-01T00:00:00Z");
const mostPeriods = 1000;
const secondMicros = 1_000_000;
const unitMicros: Record<TimeUnit, number> = {
  week: 7 * 86_400 * secondMicros,
  day: 86_400 * secondMicros,
  hour: 3600 * secondMicros,
  minute: 60 * secondMicros,
  second: secondMicros,
};

/** The parameters ask for something that cannot be counted; the message is the reference's. */
export class InvalidCountError extends Error {
  override name = "InvalidCountError";
}

/** The last microsecond of the unit that an instant is in. The pivot is a Monday, so weeks and the rest start with it. */
function endOfUnit(instant: number, unit: TimeUnit): number {
  const length = unitMicros[unit];
  return pivot.micros + (Math.floor((instant - pivot.micros) / length) + 1) * length - 1;
}

/** The periods from the one with the beginning to the one with the end. Throws {@link InvalidCountError}. */
function periodsOf({ since, until }: EventFilter["occurred"], unit: TimeUnit, interval: number): Periods {
  const lengthMicros = Math.round(unitMicros[unit] * interval);
  const asked = Math.ceil((until.micros - since.micros) / lengthMicros);
  if (asked > mostPeriods) {
    throw new InvalidCountError(
      `The given interval would create ${asked} buckets, which is too many. Please increase the interval or reduce the time range to produce ${mostPeriods} buckets or fewer.`,
    );
  }
  const now = Timestamp.now().micros;
  const end = until.micros > now ? endOfUnit(now, unit) : until.micros;
  const first = Math.floor((since.micros - pivot.micros) / lengthMicros);
  return {
    start: Timestamp.fromMicros(pivot.micros + first * lengthMicros),
    seconds: lengthMicros / secondMicros,
    count: Math.max(0, Math.ceil((end - pivot.micros) / lengthMicros - first)),
  };
}

const isoFormat = (instant: Timestamp) => instant.toJSON().replace("Z", "+00:00");

/** How many events each period has; periods without events are counted too. */
async function countByTime(session: Session, filter: EventFilter, unit: TimeUnit, interval: number) {
  const periods = periodsOf(filter.occurred, unit, interval);
  const { start, seconds, count } = periods;
  const { dialect } = session;
  const period = dialect.periodOf(sql.ref("events.occurred"), periods);
  const rows = await session.db
    .selectFrom(dialect.rowsToGroup(eventsMatching(session, filter).select(period.as("period"))).as("matching"))
    .select(({ fn }) => ["period", fn.countAll<number>().as("count")])
    .groupBy("period")
    .execute();
  const counts = new Map(rows.map((row) => [row.period, Number(row.count)]));
  return Array.from({ length: count }, (_, index): EventCount => {
    const from = start.plus(index * seconds);
    return {
      value: String(index),
      label: isoFormat(from),
      count: counts.get(index) ?? 0,
      start_time: from,
      end_time: Timestamp.fromMicros(from.micros + seconds * secondMicros - 1),
    };
  });
}

type Text = RawBuilder<string>;

/** How many events each name or resource has, under its latest label, most first. */
async function countByValue(session: Session, filter: EventFilter, value: Text, label: Text): Promise<EventCount[]> {
  const counts = eventsMatching(session, filter)
    .select([
      value.as("value"),
      label.as("label"),
      sql<unknown>`max(events.occurred)`.as("latest"),
      sql<unknown>`min(events.occurred)`.as("oldest"),
      sql<number>`count(*)`.as("count"),
    ])
    .groupBy(["value", "label"]);
  const rows = await session.db
    .with("counts", () => counts)
    .with("labelled", (db) =>
      db
        .selectFrom("counts")
        .select(["value", "latest", "oldest", "count"])
        .select(sql<string>`first_value(label) over (partition by value order by latest desc)`.as("label")),
    )
    .selectFrom("labelled")
    .select(["value", "label"])
    .select([
      sql<number>`sum(count)`.as("count"),
      sql<unknown>`min(oldest)`.as("start"),
      sql<unknown>`max(latest)`.as("end"),
    ])
    .groupBy(["value", "label"])
    .orderBy(sql`sum(count)`, "desc")
    .orderBy("label")
    .execute();
  return rows.flatMap(({ value: of, label: shown, count, start, end }) => {
    const [startTime, endTime] = [session.dialect.readTimestamp(start), session.dialect.readTimestamp(end)];
    if (!startTime || !endTime) return [];
    return { value: of, label: shown, count: Number(count), start_time: startTime, end_time: endTime };
  });
}

/** Events that match, counted by what `countable` says. Throws {@link InvalidCountError}. */
export async function countEventsBy(
  session: Session,
  countable: Countable,
  filter: EventFilter,
  unit: TimeUnit,
  interval: number,
): Promise<EventCount[]> {
  // As in the reference, too many periods are refused whatever is counted.
  periodsOf(filter.occurred, unit, interval);
  if (countable === "day") return countByTime(session, filter, "day", 1);
  if (countable === "time") return countByTime(session, filter, unit, interval);
  const resourceId = sql<string>`events.resource_id`;
  if (countable === "event") {
    const name = sql<string>`events.event`;
    return countByValue(session, filter, name, name);
  }
  const named = ["prefect.resource.name", "prefect.name"].map((key) =>
    session.dialect.jsonText(sql.ref("events.resource"), key),
  );
  return countByValue(session, filter, resourceId, sql<string>`coalesce(${sql.join([...named, resourceId])})`);
}
