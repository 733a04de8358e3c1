import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { setTaskRunState } from "../models/task-run-state.ts";
import { newState, stateDetails } from "../states/state.ts";

/** What clients before API 0.8.3 expect when a flow run is retried: its failed task runs start over at that time too. */
export async function rescheduleFailedTaskRuns(tx: Tx, flowRunId: string, scheduled_time: Timestamp): Promise<void> {
  const failed = await tx.db
    .selectFrom("task_run")
    .select("id")
    .where("flow_run_id", "=", flowRunId)
    .where("state_type", "=", "FAILED")
    .execute();
  for (const { id } of failed) {
    const state = newState("SCHEDULED", { name: "AwaitingRetry", state_details: stateDetails({ scheduled_time }) });
    await setTaskRunState(tx, { id, state, force: true });
    await tx.db.updateTable("task_run").set({ run_count: 0 }).where("id", "=", id).execute();
  }
}
