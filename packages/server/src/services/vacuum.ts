import type { Settings } from "@prefect-ts/settings/settings";
import type { ServerContext, Tx } from "../context.ts";

export type VacuumKind = "events" | "flow_runs" | "orphans";

/** Whether the settings ask for rows of that kind to be deleted: true means all kinds, false only events. */
export function vacuums(settings: Settings, kind: VacuumKind): boolean {
  const given = settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED");
  const kinds = typeof given === "boolean" ? ["events", ...(given ? ["flow_runs"] : [])] : given;
  return kinds.includes(kind) || (kind === "orphans" && kinds.includes("flow_runs"));
}

/** How many rows a transaction deletes. */
export const vacuumBatch = (settings: Settings) => settings.get("PREFECT_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE");

/** Deletes batch after batch, each in a transaction of its own, until nothing is left to delete. */
export async function drain(
  context: ServerContext,
  signal: AbortSignal,
  batch: (tx: Tx) => Promise<number>,
): Promise<void> {
  let deleted = 1;
  while (deleted > 0 && !signal.aborted) deleted = await context.write(batch);
}

/** What belongs to flow runs without a foreign key that would delete it with them. */
export type Belonging = "log" | "artifact";

/** Deletes up to `most` rows that belong to flow runs; answers how many it deleted. */
export async function deleteBelongings(
  tx: Tx,
  table: Belonging,
  flowRunIds: readonly string[],
  most: number,
): Promise<number> {
  if (flowRunIds.length === 0) return 0;
  const rows = tx.db.selectFrom(table).select("id").where("flow_run_id", "in", flowRunIds).limit(most);
  const { numDeletedRows } = await tx.db.deleteFrom(table).where("id", "in", rows).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
