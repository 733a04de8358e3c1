import { setTimeout as sleep } from "node:timers/promises";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Database, Transaction } from "../../database.ts";
import type { Report } from "../progress.ts";
import { deleteEndedFlowRuns, deleteEndedTaskRuns, endedCounts, nothing, type Pruned, sum } from "./ended-runs.ts";

/** How long a transaction should take: others wait no longer than that. */
const targetMs = 50;
const mostAtOnce = 500;

/** What pruning would delete now. */
export const pruneCounts = (database: Database, before: Timestamp): Promise<Pruned> =>
  database.read((session) => endedCounts(session, before));

/**
 * Deletes runs that ended before an instant, with their task runs, states, logs and artifacts, in transactions that are
 * short, with a pause after each, so that a server goes on writing meanwhile. What is deleted stays deleted where it is cut short.
 */
export async function pruneDatabase(database: Database, before: Timestamp, report: Report): Promise<Pruned> {
  const total = await pruneCounts(database, before);
  let pruned = nothing;
  for (const batch of [deleteEndedFlowRuns, deleteEndedTaskRuns]) {
    await drain(
      database,
      (tx, most) => batch(tx, before, most),
      (deleted) => {
        pruned = sum(pruned, deleted);
        report({ what: "Pruning", done: pruned.flowRuns, total: total.flowRuns, unit: "runs" });
      },
    );
  }
  return pruned;
}

async function drain(
  database: Database,
  batch: (tx: Transaction, most: number) => Promise<Pruned & { readonly isLast: boolean }>,
  onBatch: (deleted: Pruned) => void,
): Promise<void> {
  for (let most = 1; ; ) {
    const start = performance.now();
    const deleted = await database.write((tx) => batch(tx, most));
    const elapsed = performance.now() - start;
    onBatch(deleted);
    if (deleted.isLast) return;
    most = Math.max(1, Math.min(mostAtOnce, Math.floor(most * Math.min(2, targetMs / elapsed))));
    await sleep(elapsed / 2);
  }
}
