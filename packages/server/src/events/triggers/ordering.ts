import type { Session, Transaction } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import { json } from "@prefect-ts/database/values";
import { ReceivedEvent as Received } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { uuid7 } from "../../ids.ts";
import { isPlan } from "../../states/plans.ts";
import type { ReceivedEvent } from "../received-event.ts";
import { lookback } from "./evaluate.ts";

/** Whose followers these are, where the reference keeps several. */
export const orderingScope = "triggers";
/** Events that follow each other are looked back along so far and no further. */
const longestChain = 20;

const known = prepared<{ id: string }>()((db, parameter) =>
  db
    .selectFrom("events")
    .leftJoin("ts_pending_event", "ts_pending_event.id", "events.id")
    .leftJoin("automation_event_follower as follower", (join) =>
      join.onRef("follower.follower_event_id", "=", "events.id").on("follower.scope", "=", orderingScope),
    )
    .select(["events.id", "events.follows", "events.received"])
    .select(["ts_pending_event.id as pending_id", "follower.id as follower_id"])
    .where("events.id", "=", parameter("id")),
);

/** The state that an event would tell of, if none ever does. */
const untold = prepared<{ id: string }>()((db, parameter) =>
  db.selectFrom("flow_run_state").select("id").where("id", "=", parameter("id")).where(isPlan),
);

interface Link {
  id: string;
  follows: string | null;
  received: Timestamp;
}

/** What is known of events without asking the database. */
export interface OrderingKnowledge {
  /** Whether the followers of an event need not wait for it. */
  isSettled(id: string): boolean;
  /** Whether an event is about to be handled. */
  isNext(id: string): boolean;
}

/**
 * The event that has to be handled before another one, because that follows it: one that has not arrived, or not been
 * handled yet. Undefined where nothing is missing, or the event is old enough to go without.
 */
export async function missingLeader(
  session: Session,
  event: ReceivedEvent,
  { isSettled, isNext }: OrderingKnowledge,
): Promise<string | undefined> {
  const oldest = Timestamp.now().plus(-lookback);
  const chain = new Set<string>();
  let link: Link = event;
  while (chain.size < longestChain && link.received.isAfter(oldest)) {
    chain.add(link.id);
    const leader = link.follows;
    if (leader === null || chain.has(leader) || isSettled(leader)) return undefined;
    if (isNext(leader)) return leader;
    const { rows } = await session.run(known.with({ id: leader }));
    const row = rows[0];
    if (!row && (await session.run(untold.with({ id: leader }))).rows.length > 0) return undefined;
    if (!row || row.pending_id !== null || row.follower_id !== null) return leader;
    link = row;
  }
  return undefined;
}

/** Keeps an event until its leader comes. */
export async function park(tx: Transaction, event: ReceivedEvent, leader: string): Promise<void> {
  const now = Timestamp.now();
  await tx.db
    .insertInto("automation_event_follower")
    .values({
      id: uuid7(),
      created: now,
      updated: now,
      scope: orderingScope,
      leader_event_id: leader,
      follower_event_id: event.id,
      received: event.received,
      follower: json(event),
    })
    .onConflict((conflict) => conflict.columns(["scope", "follower_event_id"]).doUpdateSet({ leader_event_id: leader }))
    .execute();
}

function readFollower(follower: unknown): ReceivedEvent {
  const event = parse(Received, follower);
  return { ...event, received: event.received ?? event.occurred };
}

const byOccurrence = (a: ReceivedEvent, b: ReceivedEvent) => (a.occurred.text < b.occurred.text ? -1 : 1);

/** Takes the events that wait for another one, in the order in which they occurred. */
export async function takeFollowers(tx: Transaction, leader: string): Promise<ReceivedEvent[]> {
  const rows = await tx.db
    .deleteFrom("automation_event_follower")
    .where("scope", "=", orderingScope)
    .where("leader_event_id", "=", leader)
    .returning("follower")
    .execute();
  return rows.map(({ follower }) => readFollower(follower)).toSorted(byOccurrence);
}

/** Takes the events whose leader has not come in time, and those whose leader was handled by another server. */
export async function takeLostFollowers(tx: Transaction): Promise<ReceivedEvent[]> {
  const rows = await tx.db
    .deleteFrom("automation_event_follower")
    .where("scope", "=", orderingScope)
    .where(({ or, eb, exists, not, and, selectFrom }) => {
      const leader = eb.ref("automation_event_follower.leader_event_id");
      const isKept = exists(selectFrom("events").select("events.id").whereRef("events.id", "=", leader));
      const isPending = exists(
        selectFrom("ts_pending_event").select("ts_pending_event.id").whereRef("ts_pending_event.id", "=", leader),
      );
      return or([eb("received", "<=", Timestamp.now().plus(-lookback)), and([isKept, not(isPending)])]);
    })
    .returning("follower")
    .execute();
  return rows.map(({ follower }) => readFollower(follower)).toSorted(byOccurrence);
}

/** The events that others wait for. */
export async function awaitedLeaders({ db }: Session): Promise<string[]> {
  const rows = await db
    .selectFrom("automation_event_follower")
    .select("leader_event_id")
    .distinct()
    .where("scope", "=", orderingScope)
    .execute();
  return rows.map(({ leader_event_id: id }) => id);
}
