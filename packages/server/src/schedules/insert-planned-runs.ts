import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { type PlannedRun, rowsOf } from "./planned-runs.ts";

/** So many rows have fewer parameters than SQLite takes in a statement. */
const rowsAtOnce = 500;

async function insert(tx: Tx, rows: readonly ReturnType<typeof rowsOf>[]): Promise<string[]> {
  const inserted = await tx.db
    .insertInto("flow_run")
    .values(rows.map(({ run }) => run))
    .onConflict((conflict) => conflict.columns(["flow_id", "idempotency_key"]).doNothing())
    .returning("id")
    .execute();
  if (inserted.length === 0) return [];
  const ids = inserted.map(({ id }) => id);
  const isNew = new Set(ids);
  const states = rows.filter(({ run }) => isNew.has(run.id)).map(({ state }) => state);
  await tx.db.insertInto("flow_run_state").values(states).execute();
  await tx.db
    .updateTable("flow_run")
    .set(({ selectFrom }) => ({
      state_id: selectFrom("flow_run_state as state")
        .select("state.id")
        .whereRef("state.flow_run_id", "=", "flow_run.id"),
    }))
    .where("id", "in", ids)
    .execute();
  return ids;
}

/** Writes planned runs; answers the ids of the new ones. What is planned already, by us or by the reference, stays as it is. */
export async function insertPlannedRuns(tx: Tx, planned: readonly PlannedRun[]): Promise<string[]> {
  const now = Timestamp.now();
  const ids: string[] = [];
  for (let i = 0; i < planned.length; i += rowsAtOnce) {
    const rows = planned.slice(i, i + rowsAtOnce).map((run) => rowsOf(run, now));
    ids.push(...(await insert(tx, rows)));
  }
  return ids;
}
