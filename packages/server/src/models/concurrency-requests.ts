import { HttpError } from "../errors.ts";
import type { Tx } from "../context.ts";
import { type ConcurrencyLimitRow, denySlots, giveSlots, lockLimits, takeSlots } from "./concurrency-limits.ts";
import { waitForSlots } from "./concurrency-slots.ts";

/** What a client asks for: `slots` of each of the limits that have one of `names`; other names are passed over. */
export interface SlotRequest {
  names: readonly string[];
  slots: number;
  /** With `rate_limit`, slots are not given back but decay, so every limit must have a decay. */
  mode: "concurrency" | "rate_limit";
}

export interface SlotAnswer {
  /** The limits of these names, active or not. */
  limits: readonly ConcurrencyLimitRow[];
  /** Seconds after which to ask again, where the slots were not there; null where they were taken. */
  retryAfter: number | null;
}

/**
 * Takes slots of limits by name, of all that are active or of none; a refusal is counted, and told when to come back.
 * Throws 422 for a request that can never be met.
 */
export async function acquireByName(tx: Tx, { names, slots, mode }: SlotRequest): Promise<SlotAnswer> {
  const limits = await lockLimits(tx, "name", names);
  const active = limits.filter((limit) => limit.active);
  if (active.some(({ limit }) => limit < slots)) throw new HttpError(422, "Slots requested is greater than the limit");

  const steady = active.filter((limit) => limit.slot_decay_per_second === 0).map(({ name }) => name);
  if (mode === "rate_limit" && steady.length > 0) {
    throw new HttpError(
      422,
      `Only concurrency limits with slot decay can be used for rate limiting. The following limits do not have a decay configured: '${steady.join(",")}'`,
    );
  }

  if (await takeSlots(tx, active, slots)) return { limits, retryAfter: null };
  await denySlots(tx, active, slots);
  return { limits, retryAfter: waitForSlots(active, slots, tx.settings) };
}

/** Gives slots back to limits by name; answers the limits of these names. */
export async function releaseByName(
  tx: Tx,
  names: readonly string[],
  slots: number,
  occupancySeconds?: number,
): Promise<readonly ConcurrencyLimitRow[]> {
  const limits = await lockLimits(tx, "name", names);
  await giveSlots(tx, limits, slots, occupancySeconds);
  return limits;
}
