import type { Database, Transaction } from "@prefect-ts/database/database";
import type { CleanupKind, CleanupResult } from "@prefect-ts/schemas/worker-channel";
import type { Logger } from "pino";
import {
  type Cleanup,
  type CleanupPolicy,
  type CleanupWord,
  expireCleanups,
  hasCleanups,
  heldCleanups,
  keepCleanup,
  type Reservation,
  reserveCleanup,
  settleCleanup,
  waitingCleanups,
} from "./cleanup-rows.ts";

/** A worker that is connected here and removes infrastructure. */
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

/** Tells servers of pools in which there is something to hand out. */
const channel = "prefect_ts_cleanups";
/** Waiting cleanups that are looked at for each one that is handed out. */
const mostConsidered = 100;

/**
 * Gives cleanups to the workers that are connected here: those of the run's queue first, the others in turn. The database
 * knows which worker of which server has what; who has it keeps it for a lease.
 */
export class Cleanups {
  private readonly database: Database;
  private readonly log: Logger;
  private readonly policy: CleanupPolicy;
  private readonly workers = new Set<CleanupWorker>();
  private readonly due = new Set<string>();
  private dispatching: Promise<void> | undefined;
  private stopListening: (() => void) | undefined;

  constructor(database: Database, log: Logger, policy: CleanupPolicy) {
    this.database = database;
    this.log = log;
    this.policy = policy;
  }

  /** Asks for a cleanup, with what a transaction writes. */
  async add(tx: Transaction, cleanup: Cleanup): Promise<void> {
    await keepCleanup(tx, cleanup);
    this.announce(tx, cleanup.poolId);
  }

  /** Has a worker get cleanups; answers how to stop that. */
  connect(worker: CleanupWorker): () => void {
    this.workers.add(worker);
    this.stopListening ??= this.database.listen(channel, (poolId) => this.hear(poolId));
    this.dispatch(worker.poolId);
    return () => {
      this.workers.delete(worker);
      if (this.workers.size > 0) return;
      this.stopListening?.();
      this.stopListening = undefined;
    };
  }

  /** A worker's word about a cleanup; what it frees goes to the next once `told` has told the worker what came of it. */
  async settle(word: CleanupWord, told: (result: CleanupResult) => void): Promise<void> {
    told(
      await this.database.write(async (tx) => {
        const result = await settleCleanup(tx, word, this.policy);
        const isBack = result.status === "expired" || (result.status === "accepted" && word.operation === "release");
        if (isBack) this.announce(tx, word.poolId);
        return result;
      }),
    );
    this.dispatch(word.poolId);
  }

  /** Takes back what workers kept too long; answers what is given up for good. */
  async expire(): Promise<Cleanup[]> {
    if (!(await this.database.read(hasCleanups))) return [];
    return await this.database.write(async (tx) => {
      const { poolIds, givenUp } = await expireCleanups(tx, this.policy);
      for (const poolId of poolIds) this.announce(tx, poolId);
      return givenUp;
    });
  }

  /** Hands out what waits in a pool, as far as its workers here take it. */
  dispatch(poolId: string): void {
    this.due.add(poolId);
    this.dispatching ??= this.dispatchDue();
  }

  /** Resolves when nothing more is being handed out. */
  async caughtUp(): Promise<void> {
    while (this.dispatching) await this.dispatching;
  }

  private announce(tx: Transaction, poolId: string): void {
    tx.notify(channel, poolId);
    if (!this.database.hasSeveralServers) tx.afterCommit(() => this.dispatch(poolId));
  }

  private hear(poolId: string | null): void {
    if (poolId !== null) this.dispatch(poolId);
    else for (const worker of this.workers) this.dispatch(worker.poolId);
  }

  private async dispatchDue(): Promise<void> {
    for (const poolId of this.due) {
      this.due.delete(poolId);
      try {
        while (await this.dispatchOne(poolId));
      } catch (error) {
        this.log.warn(
          { err: error, poolId },
          "cleanups could not be handed out; a worker's next heartbeat tries again",
        );
      }
    }
    this.dispatching = undefined;
  }

  /** Whether there may be more. */
  private async dispatchOne(poolId: string): Promise<boolean> {
    const workers = [...this.workers].filter((worker) => worker.poolId === poolId);
    if (workers.length === 0) return false;
    const kinds = [...new Set(workers.flatMap((worker) => worker.kinds))];
    const waiting = await this.database.read((session) => waitingCleanups(session, poolId, kinds, mostConsidered));
    if (waiting.length === 0) return false;
    const held = await this.database.read((session) => heldCleanups(session, poolId));
    const free = workers.filter((worker) => this.workers.has(worker) && (held.get(worker.name) ?? 0) < worker.most);
    const chosen = choose(free, waiting);
    if (!chosen) return false;
    const { worker, cleanup } = chosen;
    const reservation = await this.database.write((tx) => reserveCleanup(tx, cleanup.id, worker.name, this.policy));
    if (!reservation) return true;
    if (this.workers.delete(worker)) this.workers.add(worker);
    worker.deliver(reservation);
    return true;
  }
}

/** A worker and what it gets; undefined where nothing fits. */
function choose(
  workers: readonly CleanupWorker[],
  waiting: readonly Cleanup[],
): { worker: CleanupWorker; cleanup: Cleanup } | undefined {
  for (const ownQueues of [true, false]) {
    for (const worker of workers) {
      const cleanup = waiting.find(
        ({ kind, queueId }) => worker.kinds.includes(kind) && (!ownQueues || worker.queueIds.includes(queueId)),
      );
      if (cleanup) return { worker, cleanup };
    }
  }
  return undefined;
}
