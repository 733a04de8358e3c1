import { BulkInsert } from "@prefect-ts/database/bulk-insert";
import type { Session, Transaction } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { ReceivedEvent } from "../received-event.ts";

const insertion = new BulkInsert("ts_pending_event", ["id", "created"]);

/** Notes, with the events themselves, that someone has yet to look at them. */
export function notePending(tx: Transaction, ids: readonly string[]): void {
  const now = Timestamp.now();
  insertion.send(
    tx,
    ids.map((id) => [id, now]),
  );
}

/** Takes the events that are still to be looked at; those that are missing in the answer were taken by another. */
export async function takePending(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.db
    .deleteFrom("ts_pending_event")
    .where(({ ref }) => tx.dialect.isOneOf(ref("id"), ids))
    .returning("id")
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** The next events that were left since before `before`, in the order in which they came. */
export async function leftEvents({ db }: Session, before: Timestamp, limit: number): Promise<ReceivedEvent[]> {
  return await db
    .selectFrom("ts_pending_event")
    .innerJoin("events", "events.id", "ts_pending_event.id")
    .select(["events.occurred", "events.event", "events.resource", "events.related", "events.payload"])
    .select(["events.id", "events.follows", "events.received"])
    .where("ts_pending_event.created", "<", before)
    .orderBy("ts_pending_event.created")
    .orderBy("events.received")
    .orderBy("events.id")
    .limit(limit)
    .execute();
}

/** Forgets those whose events are gone. */
export async function forgetVanished(tx: Transaction, before: Timestamp): Promise<void> {
  await tx.db
    .deleteFrom("ts_pending_event")
    .where("created", "<", before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("events").select("events.id").whereRef("events.id", "=", "ts_pending_event.id"))),
    )
    .execute();
}
