import type { Session } from "@prefect-ts/database/database";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";

/** What the server keeps under a key, beside its settings; undefined where it keeps nothing. */
export async function readConfiguration(session: Session, key: string): Promise<unknown> {
  const row = await session.db.selectFrom("configuration").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value;
}

export async function writeConfiguration(tx: Tx, key: string, value: Record<string, unknown>): Promise<void> {
  const now = Timestamp.now();
  await tx.db
    .insertInto("configuration")
    .values({ id: uuid7(), created: now, updated: now, key, value: json(value) })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ updated: now, value: json(value) }))
    .execute();
}

/** Keeps `value` unless there is one already; answers what is kept from now on. */
export async function writeConfigurationOnce(tx: Tx, key: string, value: Record<string, unknown>): Promise<unknown> {
  const now = Timestamp.now();
  await tx.db
    .insertInto("configuration")
    .values({ id: uuid7(), created: now, updated: now, key, value: json(value) })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
  return await readConfiguration(tx, key);
}

export async function deleteConfiguration(tx: Tx, key: string): Promise<void> {
  await tx.db.deleteFrom("configuration").where("key", "=", key).execute();
}
