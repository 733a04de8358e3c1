import { randomBytes } from "node:crypto";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { CleanupKind, CleanupResult } from "@prefect-ts/schemas/worker-channel";

/** Infrastructure that a worker of the pool is to remove. */
export interface Cleanup {
  id: string;
  poolId: string;
  /** Workers of this queue go before others of the pool. */
  queueId: string;
  kind: CleanupKind;
  target: { flow_run_id: string; infrastructure_pid: string | null };
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

interface Entry {
  readonly cleanup: Cleanup;
  deliveries: number;
  held: { by: string; token: string; leaseExpires: Timestamp } | null;
}

/** Whom a cleanup is wanted for. */
export interface Demand {
  poolId: string;
  /** Names the worker; see {@link CleanupQueue.heldBy}. */
  worker: string;
  kinds: readonly CleanupKind[];
  /** Only those of these queues; of any queue where it is left out. */
  queueIds?: readonly string[];
}

export interface CleanupPolicy {
  leaseSeconds: number;
  /** Handed out as many times without an end, a cleanup is given up. */
  mostDeliveries: number;
}

export interface Expired {
  /** The pools in which something can be handed out again. */
  poolIds: Set<string>;
  givenUp: Cleanup[];
}

const result = (status: CleanupResult["status"], reason: string | null = null): CleanupResult => ({
  status,
  reason,
  lease_expires_at: null,
});

const exhausted = () => result("dead_lettered", "max_delivery_attempts_reached");

/** Cleanups that wait for a worker, in the memory of this process: each is with one worker at a time, for a lease. */
export class CleanupQueue {
  private readonly policy: CleanupPolicy;
  private readonly entries = new Map<string, Entry>();

  constructor(policy: CleanupPolicy) {
    this.policy = policy;
  }

  add(cleanup: Cleanup): void {
    this.entries.set(cleanup.id, { cleanup, deliveries: 0, held: null });
  }

  /** How many cleanups a worker has in hand. */
  heldBy(worker: string): number {
    return [...this.entries.values()].filter(({ held }) => held?.by === worker).length;
  }

  /** Hands out the first cleanup that fits; undefined where there is none. */
  reserve({ poolId, worker, kinds, queueIds }: Demand): Reservation | undefined {
    for (const entry of this.entries.values()) {
      const { cleanup, held } = entry;
      const fits = cleanup.poolId === poolId && kinds.includes(cleanup.kind);
      if (held || !fits || (queueIds && !queueIds.includes(cleanup.queueId))) continue;
      const leaseExpires = Timestamp.now().plus(this.policy.leaseSeconds);
      const token = randomBytes(32).toString("base64url");
      entry.held = { by: worker, token, leaseExpires };
      entry.deliveries += 1;
      return { cleanup, token, leaseExpires, deliveries: entry.deliveries };
    }
    return undefined;
  }

  /** The worker has done it. */
  acknowledge(poolId: string, id: string, token: string): CleanupResult {
    const entry = this.current(poolId, id, token);
    if ("status" in entry) return entry;
    this.entries.delete(id);
    return result("accepted");
  }

  /** The worker gives it back undone. */
  release(poolId: string, id: string, token: string): CleanupResult {
    const entry = this.current(poolId, id, token);
    if ("status" in entry) return entry;
    return this.giveBack(entry) ? result("accepted") : exhausted();
  }

  /** The worker needs more time. */
  renew(poolId: string, id: string, token: string): CleanupResult {
    const entry = this.current(poolId, id, token);
    if ("status" in entry) return entry;
    entry.held.leaseExpires = Timestamp.now().plus(this.policy.leaseSeconds);
    return { ...result("accepted"), lease_expires_at: entry.held.leaseExpires };
  }

  /** Takes back what workers kept for longer than their lease. */
  expire(): Expired {
    const expired: Expired = { poolIds: new Set(), givenUp: [] };
    const now = Timestamp.now();
    for (const entry of this.entries.values()) {
      if (!entry.held || entry.held.leaseExpires.isAfter(now)) continue;
      if (this.giveBack(entry)) expired.poolIds.add(entry.cleanup.poolId);
      else expired.givenUp.push(entry.cleanup);
    }
    return expired;
  }

  /** False where it was handed out often enough. */
  private giveBack(entry: Entry): boolean {
    entry.held = null;
    if (entry.deliveries < this.policy.mostDeliveries) return true;
    this.entries.delete(entry.cleanup.id);
    return false;
  }

  /** What the token is for, or why it is for nothing. */
  private current(
    poolId: string,
    id: string,
    token: string,
  ): (Entry & { held: NonNullable<Entry["held"]> }) | CleanupResult {
    const entry = this.entries.get(id);
    if (!entry) return result("not_found", "message_not_found");
    if (entry.cleanup.poolId !== poolId) return result("unauthorized", "work_pool_mismatch");
    const { held } = entry;
    if (!held) return result("not_current", "no_active_reservation");
    if (held.token !== token) return result("invalid_token", "reservation_token_mismatch");
    if (held.leaseExpires.isAfter(Timestamp.now())) return Object.assign(entry, { held });
    return this.giveBack(entry) ? result("expired", "lease_expired") : exhausted();
  }
}
