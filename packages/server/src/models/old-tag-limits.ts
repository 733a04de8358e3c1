import type { Session } from "@prefect-ts/database/database";
import type { ConcurrencyLimitTable } from "@prefect-ts/database/tables/concurrency-limit";
import { json } from "@prefect-ts/database/values";
import type { ConcurrencyLimit } from "@prefect-ts/schemas/concurrency-limit";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type Selectable, sql } from "kysely";
import type { Tx } from "../context.ts";

/** By which such a limit is found: both are unique. */
export type OldLimitKey = { id: string } | { tag: string };

const column = (key: OldLimitKey) => ("id" in key ? (["id", key.id] as const) : (["tag", key.tag] as const));

/** `active_slots` are the ids of the task runs that hold a slot. */
const fromRow = (row: Selectable<ConcurrencyLimitTable>): ConcurrencyLimit => ({
  ...row,
  active_slots: Array.isArray(row.active_slots) ? row.active_slots.map(String) : [],
});

/**
 * The limit of a tag as releases before 3.4 made them, in a table of their own; newer ones make a global limit of the
 * tag's name, which goes before. Servers of both kinds may work on one database.
 */
export async function readOldLimit(session: Session, key: OldLimitKey): Promise<ConcurrencyLimit | undefined> {
  const [name, value] = column(key);
  const row = await session.db.selectFrom("concurrency_limit").selectAll().where(name, "=", value).executeTakeFirst();
  return row && fromRow(row);
}

/** Those whose tag has no global limit, by tag. */
export async function readOldLimits(session: Session): Promise<ConcurrencyLimit[]> {
  const rows = await session.db
    .selectFrom("concurrency_limit")
    .selectAll()
    .where(({ not, exists, selectFrom, lit }) =>
      not(
        exists(
          selectFrom("concurrency_limit_v2 as newer")
            .select(lit(1).as("one"))
            .where("newer.name", "=", sql<string>`'tag:' || concurrency_limit.tag`),
        ),
      ),
    )
    .orderBy("tag")
    .execute();
  return rows.map(fromRow);
}

/** Those of these tags, by tag; nobody else changes them until the transaction ends. */
export async function lockOldLimits(tx: Tx, tags: readonly string[]): Promise<ConcurrencyLimit[]> {
  if (tags.length === 0) return [];
  const rows = await tx.db
    .selectFrom("concurrency_limit")
    .selectAll()
    .where("tag", "in", tags)
    .orderBy("tag")
    .modifyEnd(tx.dialect.lockRows)
    .execute();
  return rows.map(fromRow);
}

async function writeHolders(tx: Tx, key: OldLimitKey, holders: readonly string[]): Promise<boolean> {
  const [name, value] = column(key);
  const row = await tx.db
    .updateTable("concurrency_limit")
    .set({ active_slots: json(holders), updated: Timestamp.now() })
    .where(name, "=", value)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Has the task run hold a slot; one that holds one already keeps it. */
export async function takeOldSlot(tx: Tx, { id, active_slots }: ConcurrencyLimit, taskRunId: string): Promise<void> {
  await writeHolders(tx, { id }, [...new Set([...active_slots, taskRunId])]);
}

/** Gives back what the task run holds of these tags' limits; answers those of which it held a slot. */
export async function freeOldSlots(tx: Tx, tags: readonly string[], taskRunId: string): Promise<ConcurrencyLimit[]> {
  const held = (await lockOldLimits(tx, tags)).filter(({ active_slots }) => active_slots.includes(taskRunId));
  for (const { id, active_slots } of held) {
    const others = active_slots.filter((holder) => holder !== taskRunId);
    await writeHolders(tx, { id }, others);
  }
  return held;
}

/** Has exactly these task runs hold a slot each; false where there is no such limit. */
export const resetOldLimit = (tx: Tx, tag: string, taskRunIds: readonly string[]): Promise<boolean> =>
  writeHolders(tx, { tag }, taskRunIds);

/** False where there is no such limit. */
export async function deleteOldLimit(tx: Tx, key: OldLimitKey): Promise<boolean> {
  const [name, value] = column(key);
  const row = await tx.db.deleteFrom("concurrency_limit").where(name, "=", value).returning("id").executeTakeFirst();
  return row !== undefined;
}
