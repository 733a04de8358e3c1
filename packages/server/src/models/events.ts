import type { Session } from "@prefect-ts/database/database";
import { eventConditions } from "@prefect-ts/database/filters/event";
import { narrowed } from "@prefect-ts/database/filters/combine";
import type { Tables } from "@prefect-ts/database/tables";
import type { EventFilter } from "@prefect-ts/schemas/event";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { expressionBuilder, sql } from "kysely";
import type { ReceivedEvent } from "../events/received-event.ts";
import type { ListPart } from "./flows.ts";

const columns = ["occurred", "event", "resource", "related", "payload", "id", "follows", "received"] as const;

/** The query for the events that match, from which every read of them starts. */
export const eventsMatching = ({ db, dialect }: Session, filter: EventFilter) =>
  narrowed(db.selectFrom("events"), [eventConditions(filter, expressionBuilder<Tables, "events">(), dialect)]);

const isDistinct = ({ resource }: EventFilter) => resource?.distinct === true;

/** Events by the time they occurred; where the filter asks for distinct resources, the first of each. */
export function readEvents(session: Session, filter: EventFilter, part: ListPart): Promise<ReceivedEvent[]> {
  const direction = filter.order === "ASC" ? "asc" : "desc";
  const limit = filter.id.id?.length ? Math.min(part.limit, filter.id.id.length) : part.limit;
  const matching = eventsMatching(session, filter);
  if (!isDistinct(filter)) {
    return matching.select(columns).orderBy("events.occurred", direction).limit(limit).offset(part.offset).execute();
  }
  const numbered = matching.select(["events.id", "events.occurred"]).select(({ fn }) =>
    fn
      .agg<number>("row_number")
      .over((over) => over.partitionBy("events.resource_id").orderBy("events.occurred", direction))
      .as("number"),
  );
  return session.db
    .with("numbered", () => numbered)
    .selectFrom("numbered")
    .innerJoin("events", "events.id", "numbered.id")
    .where("numbered.number", "=", 1)
    .select(columns.map((column) => `events.${column}` as const))
    .orderBy("events.occurred", direction)
    .limit(limit)
    .offset(part.offset)
    .execute();
}

/** The events of these ids that there are, in any order. */
export const readEventsByIds = ({ db }: Session, ids: readonly string[]): Promise<ReceivedEvent[]> =>
  db.selectFrom("events").select(columns).where("id", "in", ids).execute();

/** The first events that were received after an instant. */
export const readEventsSince = ({ db }: Session, since: Timestamp, limit: number): Promise<ReceivedEvent[]> =>
  db
    .selectFrom("events")
    .select(columns)
    .where("updated", ">", since)
    .where("received", ">", since)
    .orderBy("received")
    .limit(limit)
    .execute();

export async function countEvents(session: Session, filter: EventFilter): Promise<number> {
  const { count } = await eventsMatching(session, filter)
    .select(({ fn }) =>
      (isDistinct(filter) ? fn.count<number>("events.resource_id").distinct() : fn.countAll<number>()).as("count"),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Where a reader of the events is: behind this one. */
export interface EventPosition {
  occurred: Timestamp;
  id: string;
}

/** The next events by the time they occurred, behind `position`: a page costs the same however far on it is. */
export function readEventsAfter(
  session: Session,
  filter: EventFilter,
  position: EventPosition | undefined,
  limit: number,
): Promise<ReceivedEvent[]> {
  const matching = eventsMatching(session, filter).select(columns).orderBy("events.occurred").orderBy("events.id");
  const rest = position
    ? matching.where(sql<boolean>`(events.occurred, events.id) > (${position.occurred}, ${position.id})`)
    : matching;
  return rest.limit(limit).execute();
}
