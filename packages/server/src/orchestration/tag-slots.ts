import type { Tx } from "../context.ts";
import { createLease, readLeasesOfHolder, releaseLease } from "../models/concurrency-leases.ts";
import { lockLimits, takeSlots } from "../models/concurrency-limits.ts";
import { scatteredWait } from "../models/concurrency-slots.ts";
import { tagLeaseSeconds } from "../models/concurrency-tags.ts";
import { freeOldSlots, lockOldLimits, takeOldSlot } from "../models/old-tag-limits.ts";
import type { TaskRunRecord } from "../models/task-run-record.ts";
import type { Decision } from "./rule.ts";
import type { TaskRunTransition } from "./transition.ts";

const prefix = "tag:";

const limitNames = (tags: readonly string[]) => [...new Set(tags)].map((tag) => prefix + tag);
const tagOf = (limit: { name: string }) => limit.name.slice(prefix.length);

const deadlock = (tag: string) =>
  `The concurrency limit on tag "${tag}" is 0 and will deadlock if the task tries to run again.`;

/** Takes a slot of the limit of every tag of the task run, and undoes it should the run not get to run. */
export async function takeTagSlots(transition: TaskRunTransition, decision: Decision): Promise<void> {
  const { tx, run, settings } = transition;
  if (run.tags.length === 0) return;
  const limits = (await lockLimits(tx, "name", limitNames(run.tags))).filter(({ active }) => active);
  const zero = limits.find(({ limit }) => limit === 0);
  if (zero) return decision.abort(deadlock(tagOf(zero)));
  if (limits.length > 0 && !(await takeSlots(tx, limits, 1))) {
    const most = settings.taskRunTagConcurrencySlotWaitSeconds;
    const fullest = limits.reduce((a, b) => (b.active_slots / b.limit > a.active_slots / a.limit ? b : a));
    const wait = scatteredWait(Math.min(fullest.avg_slot_occupancy_seconds || most, most));
    const tags = limits.map(tagOf).join(", ");
    return decision.wait(Math.round(wait), `Concurrency limit reached for tags: ${tags}`);
  }
  const held =
    limits.length > 0 &&
    (await createLease(tx, {
      limitIds: limits.map(({ id }) => id),
      slots: 1,
      ttl: tagLeaseSeconds,
      holder: { type: "task_run", id: run.id },
    }));
  const undo = async () => {
    if (held) await releaseLease(tx, held);
    await freeOldSlots(tx, run.tags, run.id);
  };
  decision.onFizzle(undo);
  if (!(await takeOldTagSlots(transition, decision, new Set(limits.map(tagOf))))) await undo();
}

/** Frees whatever slots of its tags' limits the task run holds. */
export async function freeTagSlots(tx: Tx, run: TaskRunRecord): Promise<void> {
  if (run.tags.length === 0) return;
  const limits = await lockLimits(tx, "name", limitNames(run.tags));
  if (limits.length > 0) {
    const ids = new Set(limits.map(({ id }) => id));
    for (const lease of await readLeasesOfHolder(tx, run.id)) {
      if (lease.limitIds.some((id) => ids.has(id))) await releaseLease(tx, lease);
    }
  }
  await freeOldSlots(tx, run.tags, run.id);
}

/** False where one of them is full, which `decision` then tells. */
async function takeOldTagSlots(
  { tx, run, settings }: TaskRunTransition,
  decision: Decision,
  limited: ReadonlySet<string>,
): Promise<boolean> {
  const limits = (await lockOldLimits(tx, run.tags)).filter(({ tag }) => !limited.has(tag));
  const full = limits.find(({ concurrency_limit, active_slots }) => active_slots.length >= concurrency_limit);
  if (!full) {
    for (const limit of limits) await takeOldSlot(tx, limit, run.id);
    return true;
  }
  if (full.concurrency_limit === 0) decision.abort(deadlock(full.tag));
  else {
    decision.wait(
      Math.trunc(settings.taskRunTagConcurrencySlotWaitSeconds),
      `Concurrency limit for the ${full.tag} tag has been reached`,
    );
  }
  return false;
}
