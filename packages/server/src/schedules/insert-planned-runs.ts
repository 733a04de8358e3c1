import { byDialect } from "@prefect-ts/database/by-dialect";
import type { Pair, PairGroup, PairTables } from "@prefect-ts/database/dialects/pair-insert";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { type CommonColumns, ownValues, type PlannedRun, sharedValues } from "./planned-runs.ts";

const run = {
  table: "flow_run",
  shared: [
    ...(["created", "updated", "flow_id", "deployment_id", "deployment_version"] as const),
    ...(["work_queue_name", "work_queue_id", "parameters", "infrastructure_document_id", "tags", "labels"] as const),
    ...(["auto_scheduled", "state_type", "state_name", "state_timestamp", "run_count", "total_run_time"] as const),
    ...(["context", "empirical_policy", "job_variables", "created_by"] as const),
  ],
  own: ["id", "name", "idempotency_key", "next_scheduled_start_time", "expected_start_time"],
} as const;
const state = {
  table: "flow_run_state",
  shared: ["created", "updated", "type", "name", "timestamp", "message"],
  own: ["id", "flow_run_id", "state_details"],
} as const;

const tables: PairTables = { owner: run, owned: state, pointer: "state_id", back: "flow_run_id" };
const insertion = byDialect((dialect) => dialect.pairInsert(tables));

function sharedPair(columns: CommonColumns, now: Timestamp): Pair {
  const values = sharedValues(columns, now);
  return {
    owner: run.shared.map((column) => values.run[column]),
    owned: state.shared.map((column) => values.state[column]),
  };
}

function ownPair(planned: PlannedRun): Pair {
  const values = ownValues(planned);
  return {
    owner: run.own.map((column) => values.run[column]),
    owned: state.own.map((column) => values.state[column]),
  };
}

/** Writes planned runs; answers the ids of the new ones. What is planned already, by us or by the reference, stays as it is. */
export async function insertPlannedRuns(tx: Tx, planned: readonly PlannedRun[]): Promise<string[]> {
  if (planned.length === 0) return [];
  const now = Timestamp.now();
  const groups: PairGroup[] = [...Map.groupBy(planned, ({ columns }) => columns)].map(([columns, runs]) => ({
    shared: sharedPair(columns, now),
    own: runs.map(ownPair),
  }));
  return [...(await insertion(tx.dialect)(tx, groups))];
}
