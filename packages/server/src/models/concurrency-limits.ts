import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { ConcurrencyLimitV2Table } from "@prefect-ts/database/tables/concurrency-limit";
import type { ConcurrencyLimitV2Create, ConcurrencyLimitV2Update } from "@prefect-ts/schemas/global-concurrency-limit";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type Selectable, sql } from "kysely";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { activeSlots, averageOccupancy, deniedSlots, type SlotCounts } from "./concurrency-slots.ts";
import type { ListPart } from "./flows.ts";
import { objectEvent } from "./object-events.ts";

/** A global concurrency limit; those named `tag:<tag>` are for task runs with that tag. */
export type ConcurrencyLimitRow = Selectable<ConcurrencyLimitV2Table>;

/** By which a limit is found: both are unique. */
export type LimitKey = { id: string } | { name: string };

function emitLimitEvent(tx: Tx, limit: ConcurrencyLimitRow, verb: "created" | "updated" | "deleted"): void {
  const { id, name, active, slot_decay_per_second } = limit;
  const payload = { name, limit: limit.limit, active, slot_decay_per_second };
  tx.emit(objectEvent({ kind: "concurrency-limit", id, name }, verb, payload));
}

const initialOccupancySeconds = 2;

/** Throws IntegrityError where there is a limit of that name. */
export async function createLimit(tx: Tx, limit: ConcurrencyLimitV2Create): Promise<ConcurrencyLimitRow> {
  const row = await insertLimit(tx, limit);
  emitLimitEvent(tx, row, "created");
  return row;
}

/** As {@link createLimit}, where nobody is told of it. */
export async function insertLimit(tx: Tx, limit: ConcurrencyLimitV2Create): Promise<ConcurrencyLimitRow> {
  const now = Timestamp.now();
  const row = {
    id: uuid7(),
    created: now,
    updated: now,
    ...limit,
    avg_slot_occupancy_seconds: initialOccupancySeconds,
  };
  await tx.db.insertInto("concurrency_limit_v2").values(row).execute();
  return row;
}

const where = (key: LimitKey) => ("id" in key ? (["id", key.id] as const) : (["name", key.name] as const));

export async function readLimit(session: Session, key: LimitKey): Promise<ConcurrencyLimitRow | undefined> {
  const [column, value] = where(key);
  return await session.db.selectFrom("concurrency_limit_v2").selectAll().where(column, "=", value).executeTakeFirst();
}

/** A page of all limits, by name. */
export const readLimits = (session: Session, part: ListPart): Promise<ConcurrencyLimitRow[]> =>
  session.db
    .selectFrom("concurrency_limit_v2")
    .selectAll()
    .orderBy("name")
    .limit(part.limit)
    .offset(part.offset)
    .execute();

/** Null goes to the database, which refuses it. */
const given = <T>(value: T | null) => value ?? sql<T>`null`;

/** Sets what the update names, and begins its decay anew; false where there is no such limit. */
export async function updateLimit(tx: Tx, key: LimitKey, update: ConcurrencyLimitV2Update): Promise<boolean> {
  const { active, name, limit, active_slots, denied_slots, slot_decay_per_second } = update;
  const [column, value] = where(key);
  const row = await tx.db
    .updateTable("concurrency_limit_v2")
    .set({
      updated: Timestamp.now(),
      ...(active !== undefined && { active: given(active) }),
      ...(name !== undefined && { name: given(name) }),
      ...(limit !== undefined && { limit: given(limit) }),
      ...(active_slots !== undefined && { active_slots: given(active_slots) }),
      ...(denied_slots !== undefined && { denied_slots: given(denied_slots) }),
      ...(slot_decay_per_second !== undefined && { slot_decay_per_second: given(slot_decay_per_second) }),
    })
    .where(column, "=", value)
    .returningAll()
    .executeTakeFirst();
  if (row) emitLimitEvent(tx, row, "updated");
  return row !== undefined;
}

/** Deletes a limit whether or not slots of it are held; false where there is no such limit. */
export async function deleteLimit(tx: Tx, key: LimitKey): Promise<boolean> {
  const [column, value] = where(key);
  const row = await tx.db
    .deleteFrom("concurrency_limit_v2")
    .where(column, "=", value)
    .returningAll()
    .executeTakeFirst();
  if (row) emitLimitEvent(tx, row, "deleted");
  return row !== undefined;
}

/**
 * The limits of these ids or names that there are, by name. Nobody else changes them until the transaction ends; all
 * lock in the same order, so two that want the same limits wait for each other and never deadlock.
 */
export async function lockLimits(
  tx: Tx,
  column: "id" | "name",
  values: readonly string[],
): Promise<ConcurrencyLimitRow[]> {
  if (values.length === 0) return [];
  return await tx.db
    .selectFrom("concurrency_limit_v2")
    .selectAll()
    .where(column, "in", values)
    .orderBy("name")
    .modifyEnd(tx.dialect.lockRows)
    .execute();
}

interface WrittenCounts {
  id: string;
  active_slots: number;
  denied_slots: number;
  avg_slot_occupancy_seconds: number;
  updated: Timestamp;
}

const writeCounts = prepared<WrittenCounts>()((db, p) =>
  db
    .updateTable("concurrency_limit_v2")
    .set({
      active_slots: p("active_slots"),
      denied_slots: p("denied_slots"),
      avg_slot_occupancy_seconds: p("avg_slot_occupancy_seconds"),
      updated: p("updated"),
    })
    .where("id", "=", p("id")),
);

type Counts = Pick<SlotCounts, "active_slots" | "denied_slots" | "avg_slot_occupancy_seconds">;

/** Writes the counts of locked limits as of now: those after decay, changed by `change`. Inactive limits stay as they are. */
async function recount(
  tx: Tx,
  limits: readonly ConcurrencyLimitRow[],
  change: (counts: Counts, limit: ConcurrencyLimitRow) => Partial<Counts>,
): Promise<void> {
  const now = Timestamp.now();
  for (const limit of limits) {
    if (!limit.active) continue;
    const counts: Counts = {
      active_slots: activeSlots(limit, now),
      denied_slots: deniedSlots(limit, now, tx.settings),
      avg_slot_occupancy_seconds: limit.avg_slot_occupancy_seconds,
    };
    await tx.run(writeCounts.with({ id: limit.id, updated: now, ...counts, ...change(counts, limit) }));
  }
}

/** Takes `slots` of every one of the locked limits, or of none: false where one is inactive or has too few left. */
export async function takeSlots(tx: Tx, limits: readonly ConcurrencyLimitRow[], slots: number): Promise<boolean> {
  const now = Timestamp.now();
  const allHave = limits.every((limit) => limit.active && activeSlots(limit, now) + slots <= limit.limit);
  if (allHave) await recount(tx, limits, (counts) => ({ active_slots: counts.active_slots + slots }));
  return allHave;
}

/** Takes `slots` of every limit, or of none: false where one is unknown, inactive or has too few left. */
export async function acquireSlots(tx: Tx, limitIds: readonly string[], slots: number): Promise<boolean> {
  const limits = await lockLimits(tx, "id", limitIds);
  return limits.length === limitIds.length && (await takeSlots(tx, limits, slots));
}

/**
 * Gives `slots` back to the locked limits, never below none taken. `occupancySeconds`, how long they were held together,
 * enters the average by which waits are set.
 */
export const giveSlots = (
  tx: Tx,
  limits: readonly ConcurrencyLimitRow[],
  slots: number,
  occupancySeconds?: number,
): Promise<void> =>
  recount(tx, limits, (counts, limit) => ({
    active_slots: Math.max(0, counts.active_slots - slots),
    ...(occupancySeconds && {
      avg_slot_occupancy_seconds: averageOccupancy(limit, occupancySeconds, slots),
    }),
  }));

/** Gives `slots` back to limits, as {@link giveSlots}; limits that are inactive or deleted are passed over. */
export async function releaseSlots(
  tx: Tx,
  limitIds: readonly string[],
  slots: number,
  occupancySeconds?: number,
): Promise<void> {
  await giveSlots(tx, await lockLimits(tx, "id", limitIds), slots, occupancySeconds);
}

/** Remembers that `slots` of the locked limits were refused. */
export const denySlots = (tx: Tx, limits: readonly ConcurrencyLimitRow[], slots: number): Promise<void> =>
  recount(tx, limits, (counts) => ({ denied_slots: counts.denied_slots + slots }));
