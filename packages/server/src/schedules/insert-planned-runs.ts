import { byDialect } from "@prefect-ts/database/by-dialect";
import type { PairTables } from "@prefect-ts/database/dialects/pair-insert";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { type PlannedRun, rowsOf } from "./planned-runs.ts";

const runColumns = [
  ...(["id", "created", "updated", "name", "flow_id", "deployment_id", "deployment_version"] as const),
  ...(["work_queue_name", "work_queue_id", "parameters", "infrastructure_document_id", "tags", "labels"] as const),
  ...(["auto_scheduled", "state_type", "state_name", "state_timestamp", "run_count", "total_run_time"] as const),
  ...(["context", "empirical_policy", "job_variables", "created_by", "idempotency_key"] as const),
  ...(["next_scheduled_start_time", "expected_start_time"] as const),
] as const;
const stateColumns = [
  ...(["id", "created", "updated", "flow_run_id", "type", "name", "timestamp", "message", "state_details"] as const),
] as const;

const tables: PairTables = {
  owner: { table: "flow_run", columns: runColumns },
  owned: { table: "flow_run_state", columns: stateColumns },
  pointer: "state_id",
  back: "flow_run_id",
};
const insertion = byDialect((dialect) => dialect.pairInsert(tables));

/** Writes planned runs; answers the ids of the new ones. What is planned already, by us or by the reference, stays as it is. */
export async function insertPlannedRuns(tx: Tx, planned: readonly PlannedRun[]): Promise<string[]> {
  const now = Timestamp.now();
  const pairs = planned.map((one) => {
    const { run, state } = rowsOf(one, now);
    return { owner: runColumns.map((column) => run[column]), owned: stateColumns.map((column) => state[column]) };
  });
  return [...(await insertion(tx.dialect)(tx, pairs))];
}
