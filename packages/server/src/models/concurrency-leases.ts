import type { Session } from "@prefect-ts/database/database";
import { prepared } from "@prefect-ts/database/prepared";
import type { ConcurrencyLeaseTable } from "@prefect-ts/database/tables/own";
import { json } from "@prefect-ts/database/values";
import type { ConcurrencyLeaseHolder } from "@prefect-ts/schemas/global-concurrency-limit";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Selectable } from "kysely";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { releaseSlots } from "./concurrency-limits.ts";

/** Slots of some limits, held until `expiration` unless renewed; it survives a restart of the server. */
export interface Lease {
  id: string;
  created: Timestamp;
  expiration: Timestamp;
  limitIds: readonly string[];
  slots: number;
  holder: ConcurrencyLeaseHolder | null;
}

export interface NewLease {
  limitIds: readonly string[];
  slots: number;
  /** Seconds. */
  ttl: number;
  holder?: ConcurrencyLeaseHolder | null;
}

const leaseFromRow = (row: Selectable<ConcurrencyLeaseTable>): Lease => ({
  id: row.id,
  created: row.created,
  expiration: row.expiration,
  limitIds: row.resource_ids,
  slots: row.slots,
  holder: row.holder_type && row.holder_id ? { type: row.holder_type, id: row.holder_id } : null,
});

/** Writes down who holds slots that were acquired; it acquires none itself. */
export async function createLease(tx: Tx, { limitIds, slots, ttl, holder = null }: NewLease): Promise<Lease> {
  const created = Timestamp.now();
  const lease = { id: uuid7(), created, expiration: created.plus(ttl), limitIds, slots, holder };
  const { id, expiration } = lease;
  await tx.db
    .insertInto("ts_concurrency_lease")
    .values({
      id,
      created,
      expiration,
      slots,
      resource_ids: json(limitIds),
      holder_type: holder?.type ?? null,
      holder_id: holder?.id ?? null,
    })
    .execute();
  return lease;
}

const leaseById = prepared<{ id: string }>()((db, p) =>
  db.selectFrom("ts_concurrency_lease").selectAll().where("id", "=", p("id")),
);

/** A lease, expired or not; undefined once it is revoked. */
export async function readLease(session: Session, id: string): Promise<Lease | undefined> {
  const { rows } = await session.run(leaseById.with({ id }));
  return rows[0] && leaseFromRow(rows[0]);
}

const renew = prepared<{ id: string; expiration: Timestamp }>()((db, p) =>
  db
    .updateTable("ts_concurrency_lease")
    .set({ expiration: p("expiration") })
    .where("id", "=", p("id")),
);

/** Lets a lease run `ttl` seconds from now; false where it was revoked. An expired one that nobody took back runs on. */
export async function renewLease(tx: Tx, id: string, ttl: number): Promise<boolean> {
  const { changes } = await tx.run(renew.with({ id, expiration: Timestamp.now().plus(ttl) }));
  return changes > 0;
}

const forget = prepared<{ id: string }>()((db, p) => db.deleteFrom("ts_concurrency_lease").where("id", "=", p("id")));

/**
 * Forgets a lease and leaves its slots taken, as the reference's `revoke_lease`; {@link releaseLease} frees them too.
 * False where it is gone already.
 */
export async function revokeLease(tx: Tx, id: string): Promise<boolean> {
  const { changes } = await tx.run(forget.with({ id }));
  return changes > 0;
}

/** Frees a lease's slots and forgets it, once. With `sample`, the time it was held enters its limits' average occupancy. */
export async function releaseLease(tx: Tx, lease: Lease, { sample = false } = {}): Promise<void> {
  if (!(await revokeLease(tx, lease.id))) return;
  const occupancy = sample ? Timestamp.now().since(lease.created) : undefined;
  await releaseSlots(tx, lease.limitIds, lease.slots, occupancy);
}

/** The ids of up to `most` leases that have expired, the longest expired first. */
export async function readExpiredLeaseIds(session: Session, most: number): Promise<string[]> {
  const rows = await session.db
    .selectFrom("ts_concurrency_lease")
    .select("id")
    .where("expiration", "<", Timestamp.now())
    .orderBy("expiration")
    .limit(most)
    .execute();
  return rows.map(({ id }) => id);
}

/** The leases of a holder that have not expired; a task run or flow run may hold several. */
export async function readLeasesOfHolder(session: Session, holderId: string): Promise<Lease[]> {
  const rows = await session.db
    .selectFrom("ts_concurrency_lease")
    .selectAll()
    .where("holder_id", "=", holderId)
    .where("expiration", ">", Timestamp.now())
    .orderBy("created")
    .execute();
  return rows.map(leaseFromRow);
}

/** The leases on one limit or several that have not expired, oldest first. */
export async function readLeasesOfLimits(session: Session, limitIds: readonly string[]): Promise<Lease[]> {
  if (limitIds.length === 0) return [];
  const rows = await session.db
    .selectFrom("ts_concurrency_lease")
    .selectAll()
    .where("expiration", ">", Timestamp.now())
    .where(({ ref }) => session.dialect.jsonArrayHasAny(ref("resource_ids"), limitIds))
    .orderBy("created")
    .execute();
  return rows.map(leaseFromRow);
}
