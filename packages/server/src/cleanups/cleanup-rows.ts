import { randomBytes } from "node:crypto";
import type { Session, Transaction } from "@prefect-ts/database/database";
import type { CleanupTable } from "@prefect-ts/database/tables/own";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { CleanupKind, CleanupResult } from "@prefect-ts/schemas/worker-channel";
import type { Selectable } from "kysely";

/** Infrastructure that a worker of the pool is to remove. */
export interface Cleanup {
  id: string;
  poolId: string;
  /** Workers of this queue go before others of the pool. */
  queueId: string;
  kind: CleanupKind;
  target: CleanupTarget;
}

export interface CleanupTarget {
  flow_run_id: string;
  infrastructure_pid: string | null;
}

/** A cleanup in the hands of one worker, until the lease ends. */
export interface Reservation {
  cleanup: Cleanup;
  /** What the worker shows with each word about it. */
  token: string;
  leaseExpires: Timestamp;
  /** How many times it was handed out, this one included. */
  deliveries: number;
}

export interface CleanupPolicy {
  leaseSeconds: number;
  /** Handed out as many times without an end, a cleanup is given up. */
  mostDeliveries: number;
}

/** A worker's word about a cleanup that it holds: it is done, it is left undone, it takes longer. */
export interface CleanupWord {
  operation: "ack" | "release" | "renew";
  poolId: string;
  id: string;
  token: string;
}

/** What was taken back from workers. */
export interface Expired {
  /** The pools in which something can be handed out again. */
  poolIds: Set<string>;
  givenUp: Cleanup[];
}

type Row = Selectable<CleanupTable>;

const mostExpired = 1000;
/** Seconds that a cleanup waits for a worker that takes such: until then one may come back from a long rest. */
const longestWait = 30 * 86_400;

const fromRow = (row: Row): Cleanup => ({
  id: row.id,
  poolId: row.work_pool_id,
  queueId: row.work_queue_id,
  kind: row.kind,
  target: row.target,
});

const notHeld = { held_by: null, token: null, lease_expires: null };

const result = (status: CleanupResult["status"], reason: string | null = null): CleanupResult => ({
  status,
  reason,
  lease_expires_at: null,
});

const exhausted = () => result("dead_lettered", "max_delivery_attempts_reached");

export const keepCleanup = ({ db }: Transaction, cleanup: Cleanup): Promise<unknown> =>
  db
    .insertInto("ts_cleanup")
    .values({
      id: cleanup.id,
      created: Timestamp.now(),
      work_pool_id: cleanup.poolId,
      work_queue_id: cleanup.queueId,
      kind: cleanup.kind,
      target: json(cleanup.target),
      deliveries: 0,
      ...notHeld,
    })
    .execute();

/** The first cleanups of a pool that nobody holds, oldest first. */
export async function waitingCleanups(
  { db }: Session,
  poolId: string,
  kinds: readonly CleanupKind[],
  limit: number,
): Promise<Cleanup[]> {
  const rows = await db
    .selectFrom("ts_cleanup")
    .selectAll()
    .where("work_pool_id", "=", poolId)
    .where("kind", "in", kinds)
    .where("token", "is", null)
    .orderBy("created")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** How many cleanups of a pool each worker holds. */
export async function heldCleanups({ db }: Session, poolId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("ts_cleanup")
    .select(["held_by", ({ fn }) => fn.countAll<number>().as("count")])
    .where("work_pool_id", "=", poolId)
    .where("held_by", "is not", null)
    .groupBy("held_by")
    .execute();
  return new Map(rows.map(({ held_by: worker, count }) => [worker ?? "", Number(count)]));
}

/** Puts a cleanup into a worker's hands; undefined where another server was first. */
export async function reserveCleanup(
  { db }: Transaction,
  id: string,
  worker: string,
  { leaseSeconds }: CleanupPolicy,
): Promise<Reservation | undefined> {
  const leaseExpires = Timestamp.now().plus(leaseSeconds);
  const token = randomBytes(32).toString("base64url");
  const row = await db
    .updateTable("ts_cleanup")
    .set(({ eb }) => ({ held_by: worker, token, lease_expires: leaseExpires, deliveries: eb("deliveries", "+", 1) }))
    .where("id", "=", id)
    .where("token", "is", null)
    .returningAll()
    .executeTakeFirst();
  return row && { cleanup: fromRow(row), token, leaseExpires, deliveries: row.deliveries };
}

/** Makes true what a worker says of a cleanup that it holds; answers what came of it. */
export async function settleCleanup(
  tx: Transaction,
  { operation, poolId, id, token }: CleanupWord,
  policy: CleanupPolicy,
): Promise<CleanupResult> {
  tx.lock("ts_cleanup", id);
  const row = await tx.db.selectFrom("ts_cleanup").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) return result("not_found", "message_not_found");
  if (row.work_pool_id !== poolId) return result("unauthorized", "work_pool_mismatch");
  if (row.token === null) return result("not_current", "no_active_reservation");
  if (row.token !== token) return result("invalid_token", "reservation_token_mismatch");
  if (!row.lease_expires?.isAfter(Timestamp.now())) {
    return (await giveBack(tx, row, policy)) ? result("expired", "lease_expired") : exhausted();
  }
  if (operation === "ack") {
    await forget(tx, id);
    return result("accepted");
  }
  if (operation === "release") return (await giveBack(tx, row, policy)) ? result("accepted") : exhausted();
  const leaseExpires = Timestamp.now().plus(policy.leaseSeconds);
  await tx.db.updateTable("ts_cleanup").set({ lease_expires: leaseExpires }).where("id", "=", id).execute();
  return { ...result("accepted"), lease_expires_at: leaseExpires };
}

/** Whether there is any cleanup, held or not. */
export const hasCleanups = async ({ db }: Session): Promise<boolean> =>
  (await db.selectFrom("ts_cleanup").select("id").limit(1).executeTakeFirst()) !== undefined;

/** Takes back what workers kept for longer than their lease, and forgets what nobody will ever do. */
export async function expireCleanups(tx: Transaction, policy: CleanupPolicy): Promise<Expired> {
  const expired: Expired = { poolIds: new Set(), givenUp: await dropUseless(tx) };
  const rows = await tx.db
    .selectFrom("ts_cleanup")
    .selectAll()
    .where("lease_expires", "<=", Timestamp.now())
    .orderBy("id")
    .limit(mostExpired)
    .modifyEnd(tx.dialect.lockRows)
    .execute();
  for (const row of rows) {
    if (await giveBack(tx, row, policy)) expired.poolIds.add(row.work_pool_id);
    else expired.givenUp.push(fromRow(row));
  }
  return expired;
}

/** Those of pools that are gone, and those that no worker wanted. */
async function dropUseless({ db }: Transaction): Promise<Cleanup[]> {
  const rows = await db
    .deleteFrom("ts_cleanup")
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb("created", "<=", Timestamp.now().plus(-longestWait)),
        not(
          exists(
            selectFrom("work_pool").select("work_pool.id").whereRef("work_pool.id", "=", "ts_cleanup.work_pool_id"),
          ),
        ),
      ]),
    )
    .returningAll()
    .execute();
  return rows.map(fromRow);
}

/** False where it was handed out often enough: then it is given up. */
async function giveBack(tx: Transaction, { id, deliveries }: Row, { mostDeliveries }: CleanupPolicy): Promise<boolean> {
  if (deliveries >= mostDeliveries) {
    await forget(tx, id);
    return false;
  }
  await tx.db.updateTable("ts_cleanup").set(notHeld).where("id", "=", id).execute();
  return true;
}

const forget = ({ db }: Transaction, id: string) => db.deleteFrom("ts_cleanup").where("id", "=", id).execute();
