import type { ServerContext, Tx } from "../context.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { markDeploymentsReady } from "./deployment-readiness.ts";
import { emitQueueStatus } from "./work-pool-events.ts";

/** Milliseconds between two writes: a poll is told at once, those that follow soon after together. */
const interval = 1000;

/** Queues were asked for runs: they, and the deployments whose runs wait in them, are ready. */
async function markPolled(tx: Tx, queueIds: readonly string[]): Promise<void> {
  const now = Timestamp.now();
  await tx.db.updateTable("work_queue").set({ last_polled: now, updated: now }).where("id", "in", queueIds).execute();
  const nowReady = await tx.db
    .updateTable("work_queue")
    .set({ status: "READY" })
    .where("id", "in", queueIds)
    .where("status", "=", "NOT_READY")
    .returningAll()
    .execute();
  for (const queue of nowReady) await emitQueueStatus(tx, queue);
  await markDeploymentsReady(tx, { workQueueIds: queueIds });
}

/** Nobody asks for the runs of queues any more. */
export async function markQueuesNotReady(tx: Tx, queueIds: readonly string[]): Promise<void> {
  if (queueIds.length === 0) return;
  const queues = await tx.db
    .updateTable("work_queue")
    .set({ status: "NOT_READY", updated: Timestamp.now() })
    .where("id", "in", queueIds)
    .returningAll()
    .execute();
  for (const queue of queues) await emitQueueStatus(tx, queue);
}

/** Writes down which queues were polled, after the answers and for many polls together. */
class PollRecorder {
  private readonly context: ServerContext;
  private polled = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private lastWrite = Number.NEGATIVE_INFINITY;
  private writing: Promise<void> = Promise.resolve();

  constructor(context: ServerContext) {
    this.context = context;
  }

  record(queueIds: readonly string[]): void {
    for (const id of queueIds) this.polled.add(id);
    if (this.timer || this.polled.size === 0) return;
    const wait = Math.max(0, this.lastWrite + interval - performance.now());
    this.timer = setTimeout(() => void this.settle(), wait).unref();
  }

  /** Resolves when everything recorded so far is written. */
  settle(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = [...this.polled];
    this.polled = new Set();
    if (ids.length > 0) this.writing = this.writing.then(() => this.write(ids));
    return this.writing;
  }

  private async write(ids: string[]): Promise<void> {
    this.lastWrite = performance.now();
    try {
      await this.context.write((tx) => markPolled(tx, ids));
    } catch (error) {
      this.context.log.error({ err: error }, "polls of work queues could not be recorded");
    }
  }
}

const recorders = new WeakMap<ServerContext, PollRecorder>();

function recorderOf(context: ServerContext): PollRecorder {
  let recorder = recorders.get(context);
  if (!recorder) recorders.set(context, (recorder = new PollRecorder(context)));
  return recorder;
}

/** Has it written down soon that queues were asked for runs; answers at once. */
export const recordPolls = (context: ServerContext, queueIds: readonly string[]): void =>
  recorderOf(context).record(queueIds);

/** Resolves when every poll that was recorded is written: for a server that is about to close. */
export const settlePolls = (context: ServerContext): Promise<void> => recorderOf(context).settle();
