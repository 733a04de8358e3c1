import type { CleanupKind, CleanupResult } from "@prefect-ts/schemas/worker-channel";
import { type Cleanup, type CleanupPolicy, CleanupQueue, type Reservation } from "./cleanup-queue.ts";

/** A worker that is connected and removes infrastructure. */
export interface CleanupWorker {
  poolId: string;
  /** The same for all connections of one worker: what it has in hand stays in hand when it comes back. */
  name: string;
  kinds: readonly CleanupKind[];
  queueIds: readonly string[];
  /** How many cleanups it takes at once. */
  most: number;
  deliver(reservation: Reservation): void;
}

/** Gives cleanups to the workers that are connected here: those of the run's queue first, the others in turn. */
export class Cleanups {
  private readonly queue: CleanupQueue;
  private readonly workers = new Set<CleanupWorker>();

  constructor(policy: CleanupPolicy) {
    this.queue = new CleanupQueue(policy);
  }

  /** Asks for a cleanup. */
  add(cleanup: Cleanup): void {
    this.queue.add(cleanup);
    this.dispatch(cleanup.poolId);
  }

  /** Has a worker get cleanups; answers how to stop that. */
  connect(worker: CleanupWorker): () => void {
    this.workers.add(worker);
    this.dispatch(worker.poolId);
    return () => void this.workers.delete(worker);
  }

  /** A worker's word about a cleanup; what it frees goes to the next once `told` has told the worker what came of it. */
  settle(
    operation: "ack" | "release" | "renew",
    { poolId, id, token }: { poolId: string; id: string; token: string },
    told: (result: CleanupResult) => void,
  ): void {
    const work = { ack: "acknowledge", release: "release", renew: "renew" } as const;
    told(this.queue[work[operation]](poolId, id, token));
    this.dispatch(poolId);
  }

  /** Takes back what workers kept too long; answers what is given up for good. */
  expire(): Cleanup[] {
    const { poolIds, givenUp } = this.queue.expire();
    for (const poolId of poolIds) this.dispatch(poolId);
    return givenUp;
  }

  private dispatch(poolId: string): void {
    while (this.dispatchOne(poolId));
  }

  private dispatchOne(poolId: string): boolean {
    const free = [...this.workers].filter(
      (worker) => worker.poolId === poolId && this.queue.heldBy(worker.name) < worker.most,
    );
    for (const ownQueues of [true, false]) {
      for (const worker of free) {
        const { name, kinds, queueIds } = worker;
        const reservation = this.queue.reserve({ poolId, worker: name, kinds, ...(ownQueues && { queueIds }) });
        if (!reservation) continue;
        this.workers.delete(worker);
        this.workers.add(worker);
        worker.deliver(reservation);
        return true;
      }
    }
    return false;
  }
}
