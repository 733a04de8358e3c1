import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";

interface Which {
  /** Only runs that a schedule made. */
  autoScheduled?: boolean;
  /** Only runs whose time has not come. */
  future?: boolean;
}

/** Deletes the runs of a deployment that were scheduled and never started; those waiting for a slot stay. */
export async function deleteScheduledRuns(tx: Tx, deploymentId: string, which: Which = {}): Promise<void> {
  let runs = tx.db
    .deleteFrom("flow_run")
    .where("deployment_id", "=", deploymentId)
    .where("state_type", "=", "SCHEDULED")
    .where("state_name", "!=", "AwaitingConcurrencySlot")
    .where("run_count", "=", 0);
  if (which.autoScheduled) runs = runs.where("auto_scheduled", "=", true);
  if (which.future) runs = runs.where("next_scheduled_start_time", ">", Timestamp.now());
  await runs.execute();
}
