import { BulkInsert } from "@prefect-ts/database/bulk-insert";
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
const insertRuns = new BulkInsert("flow_run", runColumns);
const insertStates = new BulkInsert("flow_run_state", stateColumns);

/** As many ids as a statement takes well. */
const idsAtOnce = 500;

/** Writes planned runs; answers the ids of the new ones. What is planned already, by us or by the reference, stays as it is. */
export async function insertPlannedRuns(tx: Tx, planned: readonly PlannedRun[]): Promise<string[]> {
  const now = Timestamp.now();
  const rows = planned.map((run) => rowsOf(run, now));
  const inserted = await insertRuns.run(
    tx,
    rows.map(({ run }) => runColumns.map((column) => run[column])),
  );
  const states = rows.flatMap(({ state }) => (inserted.has(state.flow_run_id) ? [state] : []));
  insertStates.send(
    tx,
    states.map((state) => stateColumns.map((column) => state[column])),
  );
  const ids = [...inserted];
  for (let i = 0; i < ids.length; i += idsAtOnce) await pointAtStates(tx, ids.slice(i, i + idsAtOnce));
  return ids;
}

/** New runs have one state each. */
const pointAtStates = (tx: Tx, ids: readonly string[]) =>
  tx.db
    .updateTable("flow_run")
    .set(({ selectFrom }) => ({
      state_id: selectFrom("flow_run_state as state")
        .select("state.id")
        .whereRef("state.flow_run_id", "=", "flow_run.id"),
    }))
    .where("id", "in", ids)
    .execute();
