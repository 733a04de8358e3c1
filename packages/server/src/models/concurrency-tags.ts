import type { Session } from "@prefect-ts/database/database";
import type { ConcurrencyLimit, ConcurrencyLimitCreate } from "@prefect-ts/schemas/concurrency-limit";
import type { Tx } from "../context.ts";
import { HttpError } from "../http/errors.ts";
import {
  createLease,
  type Lease,
  readLeasesOfHolder,
  readLeasesOfLimits,
  releaseLease,
  revokeLease,
} from "./concurrency-leases.ts";
import {
  acquireSlots,
  type ConcurrencyLimitRow,
  createLimit,
  deleteLimit,
  type LimitKey,
  lockLimits,
  readLimit,
  takeSlots,
  updateLimit,
} from "./concurrency-limits.ts";
import type { ListPart } from "./flows.ts";

const prefix = "tag:";

/** The name of the limit for task runs with a tag. */
export const limitOfTag = (tag: string): string => prefix + tag;

/** Clients of tag limits do not renew leases, so theirs run a hundred years. */
export const tagLeaseSeconds = 100 * 365 * 86_400;

const leaseFor = (limitIds: readonly string[], taskRunId: string) => ({
  limitIds,
  slots: 1,
  ttl: tagLeaseSeconds,
  holder: { type: "task_run" as const, id: taskRunId },
});

/** The form of a limit in the first version of the API: its active slots are the task runs that hold one. */
const asTagLimit = (limit: ConcurrencyLimitRow, leases: readonly Lease[]): ConcurrencyLimit => ({
  id: limit.id,
  created: limit.created,
  updated: limit.updated,
  tag: limit.name.slice(prefix.length),
  concurrency_limit: limit.limit,
  active_slots: leases.flatMap(({ limitIds, holder }) =>
    limitIds.includes(limit.id) && holder?.type === "task_run" ? [holder.id] : [],
  ),
});

async function withHolders(session: Session, limits: readonly ConcurrencyLimitRow[]): Promise<ConcurrencyLimit[]> {
  const ids = limits.map(({ id }) => id);
  const leases = await readLeasesOfLimits(session, ids);
  return limits.map((limit) => asTagLimit(limit, leases));
}

/** Makes the limit of a tag, or sets it where there is one. */
export async function setTagLimit(
  tx: Tx,
  { tag, concurrency_limit }: ConcurrencyLimitCreate,
): Promise<{ limit: ConcurrencyLimit; isNew: boolean }> {
  const name = limitOfTag(tag);
  const isNew = !(await updateLimit(tx, { name }, { limit: concurrency_limit }));
  if (isNew) {
    const counts = { active_slots: 0, denied_slots: 0, slot_decay_per_second: 0 };
    await createLimit(tx, { name, limit: concurrency_limit, active: true, ...counts });
  }
  const limit = await readTagLimit(tx, { name });
  if (!limit) throw new Error(`the limit ${name} is gone in the transaction that wrote it`);
  return { limit, isNew };
}

/** A tag's limit; undefined where there is none, or the limit is not a tag's. */
export async function readTagLimit(session: Session, key: LimitKey): Promise<ConcurrencyLimit | undefined> {
  const limit = await readLimit(session, key);
  if (!limit?.name.startsWith(prefix)) return undefined;
  const [tagLimit] = await withHolders(session, [limit]);
  return tagLimit;
}

/** A page of tag limits, by tag. */
export async function readTagLimits(session: Session, part: ListPart): Promise<ConcurrencyLimit[]> {
  const limits = await session.db
    .selectFrom("concurrency_limit_v2")
    .selectAll()
    .where(({ fn, ref, val }) => fn<string>("substr", [ref("name"), val(1), val(prefix.length)]), "=", prefix)
    .orderBy("name")
    .limit(part.limit)
    .offset(part.offset)
    .execute();
  return await withHolders(session, limits);
}

async function revokeLeasesOf(tx: Tx, limitId: string): Promise<void> {
  for (const lease of await readLeasesOfLimits(tx, [limitId])) await revokeLease(tx, lease.id);
}

/** Deletes a limit and the leases on it; false where there is no such limit. */
export async function deleteTagLimit(tx: Tx, key: LimitKey): Promise<boolean> {
  const limit = await readLimit(tx, key);
  if (!limit) return false;
  await revokeLeasesOf(tx, limit.id);
  return await deleteLimit(tx, { id: limit.id });
}

/**
 * Forgets who holds slots of a tag's limit, and has `taskRunIds` hold one each instead; false where the tag has no limit.
 * As in the reference, slots that were taken stay taken.
 */
export async function resetTagLimit(tx: Tx, tag: string, taskRunIds: readonly string[]): Promise<boolean> {
  const limit = await readLimit(tx, { name: limitOfTag(tag) });
  if (!limit) return false;
  await revokeLeasesOf(tx, limit.id);
  for (const id of taskRunIds) {
    await acquireSlots(tx, [limit.id], 1);
    await createLease(tx, leaseFor([limit.id], id));
  }
  return true;
}

export interface TagSlot {
  id: string;
  name: string;
  limit: number;
}

/**
 * Takes a slot of each tag's limit for a task run, of all tags or of none; tags without a limit are passed over.
 * Throws 423 where a limit is zero, or has no slot left.
 */
export async function acquireTagSlots(tx: Tx, tags: readonly string[], taskRunId: string): Promise<TagSlot[]> {
  const limits = await lockLimits(tx, "name", tags.map(limitOfTag));
  const tagOf = (limit: ConcurrencyLimitRow) => limit.name.slice(prefix.length);
  const closed = limits.find(({ limit }) => limit === 0);
  if (closed) {
    throw new HttpError(
      423,
      `The concurrency limit on tag "${tagOf(closed)}" is 0 and will deadlock if the task tries to run again.`,
    );
  }
  const active = limits.filter((limit) => limit.active);
  for (const limit of active) {
    if (await takeSlots(tx, [limit], 1)) continue;
    const wait = tx.settings.get("PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS");
    throw new HttpError(423, `Concurrency limit for the ${tagOf(limit)} tag has been reached`, {
      "retry-after": String(wait),
    });
  }
  const ids = active.map(({ id }) => id);
  if (ids.length > 0) await createLease(tx, leaseFor(ids, taskRunId));
  return active.map((limit) => ({ id: limit.id, name: tagOf(limit), limit: limit.limit }));
}

/** Gives back what a task run holds of these tags' limits; answers the tags' limits, held or not. */
export async function releaseTagSlots(tx: Tx, tags: readonly string[], taskRunId: string): Promise<TagSlot[]> {
  const limits = await lockLimits(tx, "name", tags.map(limitOfTag));
  const held = await readLeasesOfHolder(tx, taskRunId);
  for (const lease of held) {
    if (lease.limitIds.some((id) => limits.some((limit) => limit.id === id))) await releaseLease(tx, lease);
  }
  return limits.map(({ id, name, limit }) => ({ id, name, limit }));
}
