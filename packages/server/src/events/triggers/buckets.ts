import type { Session, Transaction } from "@prefect-ts/database/database";
import { prepared, preparedByDialect } from "@prefect-ts/database/prepared";
import { Json, json } from "@prefect-ts/database/values";
import { ReceivedEvent } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { sql } from "kysely";
import { dumpSorted } from "../../blocks/python-json.ts";
import { uuid7 } from "../../ids.ts";
import type { Bucket } from "./evaluate.ts";
import type { EventTrigger } from "./event-trigger.ts";

/** A bucketing key as Python writes it: a bucket that the reference opened has the same text. */
class KeyJson extends Json {
  override get text(): string {
    return dumpSorted(this.value);
  }
}

interface Place {
  automation: string;
  trigger: string;
  key: Json;
}

const open = preparedByDialect<Place>()((db, parameter, dialect) =>
  db
    .selectFrom("automation_bucket")
    .select(["start", "end", "count", "last_event"])
    .where("automation_id", "=", parameter("automation"))
    .where("trigger_id", "=", parameter("trigger"))
    .where(sql.ref("bucketing_key"), "=", parameter("key"))
    .modifyEnd(dialect.lockRows),
);

const close = prepared<Place>()((db, parameter) =>
  db
    .deleteFrom("automation_bucket")
    .where("automation_id", "=", parameter("automation"))
    .where("trigger_id", "=", parameter("trigger"))
    .where(sql.ref("bucketing_key"), "=", parameter("key")),
);

interface Row {
  last_event: unknown;
  start: Timestamp;
  end: Timestamp;
  count: number;
}

/** The bucket that a row holds. Throws ValidationError where its event is none. */
const readBucket = ({ start, end, count, last_event }: Row): Bucket => {
  const event = last_event === null ? null : parse(ReceivedEvent, last_event);
  const lastEvent = event && { ...event, received: event.received ?? event.occurred };
  return { start, end, count, lastEvent };
};

const placeOf = (trigger: EventTrigger, key: readonly string[]): Place => ({
  automation: trigger.automation.id,
  trigger: trigger.id,
  key: new KeyJson(key),
});
const nameOf = ({ trigger, key }: Place): string => `${trigger} ${key.text}`;

interface Entry extends Place {
  bucket: Bucket | undefined;
  written: Bucket | undefined;
}

/** The open buckets in the course of one transaction: read once, and written once at its end. */
export class Buckets {
  private readonly tx: Transaction;
  private readonly entries = new Map<string, Entry>();

  constructor(tx: Transaction) {
    this.tx = tx;
  }

  async get(trigger: EventTrigger, key: readonly string[]): Promise<Bucket | undefined> {
    return (await this.entry(trigger, key)).bucket;
  }

  async set(trigger: EventTrigger, key: readonly string[], bucket: Bucket | undefined): Promise<void> {
    (await this.entry(trigger, key)).bucket = bucket;
  }

  async flush(): Promise<void> {
    for (const entry of this.entries.values()) {
      if (entry.bucket === entry.written) continue;
      if (entry.bucket) await this.write(entry, entry.bucket);
      else await this.tx.run(close.with(entry));
    }
  }

  /** Takes a bucket as it is in the database. */
  know(trigger: EventTrigger, key: readonly string[], bucket: Bucket): void {
    const place = placeOf(trigger, key);
    this.entries.set(nameOf(place), { ...place, bucket, written: bucket });
  }

  private async entry(trigger: EventTrigger, key: readonly string[]): Promise<Entry> {
    const place = placeOf(trigger, key);
    const known = this.entries.get(nameOf(place));
    if (known) return known;
    const bucket = (await this.read(place)) ?? (await this.readAlone(place));
    const entry = { ...place, bucket, written: bucket };
    this.entries.set(nameOf(place), entry);
    return entry;
  }

  private async read(place: Place): Promise<Bucket | undefined> {
    const { rows } = await this.tx.run(open(this.tx.dialect).with(place));
    return rows[0] && readBucket(rows[0]);
  }

  /** A bucket that is not there cannot be locked: of those who would open it at the same time, all but one wait, and find it. */
  private readAlone(place: Place): Promise<Bucket | undefined> {
    this.tx.lock("automation", place.automation);
    return this.read(place);
  }

  private async write({ automation, trigger, key }: Place, bucket: Bucket): Promise<void> {
    const now = Timestamp.now();
    const content = {
      start: bucket.start,
      end: bucket.end,
      count: bucket.count,
      last_event: bucket.lastEvent && json(bucket.lastEvent),
      updated: now,
    };
    const place = { automation_id: automation, trigger_id: trigger, bucketing_key: key };
    await this.tx.db
      .insertInto("automation_bucket")
      .values({ id: uuid7(), created: now, ...place, ...content })
      .onConflict((conflict) => conflict.columns(["automation_id", "trigger_id", "bucketing_key"]).doUpdateSet(content))
      .execute();
  }
}

/** How many buckets of a trigger are looked at in one transaction. */
const mostDue = 500;

const ofTrigger = ({ db }: Session, trigger: EventTrigger) =>
  db
    .selectFrom("automation_bucket")
    .where("automation_id", "=", trigger.automation.id)
    .where("trigger_id", "=", trigger.id);

/** The buckets of a trigger whose window has ended, the oldest of them. */
export async function dueBuckets(
  session: Session,
  trigger: EventTrigger,
  asOf: Timestamp,
): Promise<{ key: string[]; bucket: Bucket }[]> {
  const rows = await ofTrigger(session, trigger)
    .select(["bucketing_key", "start", "end", "count", "last_event"])
    .where("end", "<=", asOf)
    .orderBy("start")
    .limit(mostDue)
    .modifyEnd(session.dialect.lockRows)
    .execute();
  return rows.map((row) => ({ key: row.bucketing_key, bucket: readBucket(row) }));
}

/** When the first window of a trigger ends; undefined where none is open. */
export async function firstEnd(session: Session, trigger: EventTrigger): Promise<Timestamp | undefined> {
  const row = await ofTrigger(session, trigger).select("end").orderBy("end").limit(1).executeTakeFirst();
  return row?.end;
}

/** Closes the windows of a trigger in which enough has happened already. */
export async function removeSatisfied({ db }: Session, trigger: EventTrigger): Promise<void> {
  await db
    .deleteFrom("automation_bucket")
    .where("automation_id", "=", trigger.automation.id)
    .where("trigger_id", "=", trigger.id)
    .where("count", ">=", trigger.definition.threshold)
    .execute();
}

/** Closes the windows that ended by `before`: no event is so late as to count in them. */
export async function removeClosed({ db }: Session, before: Timestamp): Promise<void> {
  await db.deleteFrom("automation_bucket").where("end", "<=", before).execute();
}
