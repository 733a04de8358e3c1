import type { Tx } from "../context.ts";
import { readLease, releaseLease } from "../models/concurrency-leases.ts";
import { releaseSlots } from "../models/concurrency-limits.ts";

/** Ends a lease and frees its slots; where it is gone already, frees one slot of each of `fallbackLimitIds`. */
export async function releaseLeaseOf(tx: Tx, leaseId: string, fallbackLimitIds: readonly string[]): Promise<void> {
  const lease = await readLease(tx, leaseId);
  if (lease) await releaseLease(tx, lease);
  else if (fallbackLimitIds.length > 0) await releaseSlots(tx, fallbackLimitIds, 1);
}
