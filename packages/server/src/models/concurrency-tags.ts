import type { Session } from "@prefect-ts/database/database";
import type { ConcurrencyLimit, ConcurrencyLimitCreate } from "@prefect-ts/schemas/concurrency-limit";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
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
import {
  deleteOldLimit,
  freeOldSlots,
  lockOldLimits,
  readOldLimit,
  readOldLimits,
  resetOldLimit,
  takeOldSlot,
} from "./old-tag-limits.ts";

const prefix = "tag:";

/** By which a tag's limit is found. */
export type TagLimitKey = { id: string } | { tag: string };

const limitOfTag = (tag: string): string => prefix + tag;
const tagOf = (limit: ConcurrencyLimitRow): string => limit.name.slice(prefix.length);
const limitKey = (key: TagLimitKey): LimitKey => ("id" in key ? key : { name: limitOfTag(key.tag) });

/** Clients of tag limits do not renew leases, so theirs run a hundred years: only the task run's end frees them. */
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
  tag: tagOf(limit),
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
  const limit = await readTagLimit(tx, { tag });
  if (!limit) throw new Error(`the limit ${name} is gone in the transaction that wrote it`);
  return { limit, isNew };
}

/** A tag's limit; undefined where there is none, or the limit is not a tag's. */
export async function readTagLimit(session: Session, key: TagLimitKey): Promise<ConcurrencyLimit | undefined> {
  const limit = await readLimit(session, limitKey(key));
  if (!limit?.name.startsWith(prefix)) return await readOldLimit(session, key);
  const [tagLimit] = await withHolders(session, [limit]);
  return tagLimit;
}

/** A page of tag limits, by tag; those that older releases made come last. */
export async function readTagLimits(session: Session, { limit, offset }: ListPart): Promise<ConcurrencyLimit[]> {
  const end = offset + limit;
  const limits = await session.db
    .selectFrom("concurrency_limit_v2")
    .selectAll()
    .where(({ fn, ref, val }) => fn<string>("substr", [ref("name"), val(1), val(prefix.length)]), "=", prefix)
    .orderBy("name")
    .limit(end)
    .execute();
  const page = await withHolders(session, limits.slice(offset));
  if (limits.length === end) return page;
  return [...page, ...(await readOldLimits(session)).slice(Math.max(0, offset - limits.length), end - limits.length)];
}

async function revokeLeasesOf(tx: Tx, limitId: string): Promise<void> {
  for (const lease of await readLeasesOfLimits(tx, [limitId])) await revokeLease(tx, lease.id);
}

/** Deletes a limit and the leases on it; false where there is no such limit. */
export async function deleteTagLimit(tx: Tx, key: TagLimitKey): Promise<boolean> {
  const limit = await readLimit(tx, limitKey(key));
  if (!limit) return await deleteOldLimit(tx, key);
  await revokeLeasesOf(tx, limit.id);
  return await deleteLimit(tx, { id: limit.id });
}

/**
 * Forgets who holds slots of a tag's limit, and has `taskRunIds` hold one each instead; false where the tag has no limit.
 * As in the reference, slots that were taken stay taken.
 */
export async function resetTagLimit(tx: Tx, tag: string, taskRunIds: readonly string[]): Promise<boolean> {
  const limit = await readLimit(tx, { name: limitOfTag(tag) });
  if (!limit) return await resetOldLimit(tx, tag, taskRunIds);
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

const oldSlot = ({ id, tag, concurrency_limit }: ConcurrencyLimit): TagSlot => ({
  id,
  name: tag,
  limit: concurrency_limit,
});

const inOrderOf = <T>(tags: readonly string[], limits: readonly T[], tag: (limit: T) => string): T[] =>
  limits.toSorted((a, b) => tags.indexOf(tag(a)) - tags.indexOf(tag(b)));

function refuseZero(tag: string | undefined): void {
  if (tag === undefined) return;
  const text = `The concurrency limit on tag "${tag}" is 0 and will deadlock if the task tries to run again.`;
  throw new HttpError(423, text);
}

function fullLimit({ settings }: Tx, tag: string): HttpError {
  const wait = settings.get("PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS");
  return new HttpError(423, `Concurrency limit for the ${tag} tag has been reached`, { "retry-after": String(wait) });
}

/**
 * Takes a slot of each tag's limit for a task run, of all tags or of none; tags without a limit are passed over. Answers
 * them in the order of the tags.
 * Throws 423 where a limit is zero, or has no slot left.
 */
export async function acquireTagSlots(tx: Tx, tags: readonly string[], taskRunId: string): Promise<TagSlot[]> {
  const limits = inOrderOf(tags, await lockLimits(tx, "name", tags.map(limitOfTag)), tagOf);
  const active = limits.filter((limit) => limit.active);
  const limited = new Set(active.map(tagOf));
  const old = inOrderOf(tags, await lockOldLimits(tx, tags), ({ tag }) => tag).filter(({ tag }) => !limited.has(tag));
  const zeros = new Set([
    ...limits.filter(({ limit }) => limit === 0).map(tagOf),
    ...old.filter(({ concurrency_limit }) => concurrency_limit === 0).map(({ tag }) => tag),
  ]);
  refuseZero(tags.find((tag) => zeros.has(tag)));
  for (const limit of active) {
    if (!(await takeSlots(tx, [limit], 1))) throw fullLimit(tx, tagOf(limit));
  }
  for (const limit of old) {
    if (limit.active_slots.length >= limit.concurrency_limit) throw fullLimit(tx, limit.tag);
    await takeOldSlot(tx, limit, taskRunId);
  }
  const ids = active.map(({ id }) => id);
  if (ids.length > 0) await createLease(tx, leaseFor(ids, taskRunId));
  return [...active.map((limit) => ({ id: limit.id, name: tagOf(limit), limit: limit.limit })), ...old.map(oldSlot)];
}

/** Gives back what a task run holds of these tags' limits; answers the tags' limits, held or not. */
export async function releaseTagSlots(tx: Tx, tags: readonly string[], taskRunId: string): Promise<TagSlot[]> {
  const limits = await lockLimits(tx, "name", tags.map(limitOfTag));
  const held = await readLeasesOfHolder(tx, taskRunId);
  for (const lease of held) {
    if (lease.limitIds.some((id) => limits.some((limit) => limit.id === id))) await releaseLease(tx, lease);
  }
  const limited = new Set(limits.map(({ name }) => name));
  const others = tags.filter((tag) => !limited.has(limitOfTag(tag)));
  const freed = await freeOldSlots(tx, others, taskRunId);
  return [...limits.map(({ id, name, limit }) => ({ id, name, limit })), ...freed.map(oldSlot)];
}
