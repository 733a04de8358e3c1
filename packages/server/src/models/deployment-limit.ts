import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import type { DeploymentRecord } from "./deployment-record.ts";

const initialOccupancySeconds = 2;

/** Deletes the limits that some deployments are under. */
export async function deleteLimitsOf(tx: Tx, deploymentIds: readonly string[]): Promise<void> {
  await tx.db
    .deleteFrom("concurrency_limit_v2")
    .where("id", "in", (query) =>
      query
        .selectFrom("deployment")
        .select((ref) => ref.ref("deployment.concurrency_limit_id").$castTo<string>().as("id"))
        .where("deployment.id", "in", deploymentIds)
        .where("deployment.concurrency_limit_id", "is not", null),
    )
    .execute();
}

async function createLimitFor(tx: Tx, deploymentId: string, limit: number): Promise<string> {
  const now = Timestamp.now();
  const id = uuid7();
  await tx.db
    .insertInto("concurrency_limit_v2")
    .values({
      id,
      created: now,
      updated: now,
      name: `deployment:${deploymentId}`,
      limit,
      active: true,
      active_slots: 0,
      denied_slots: 0,
      slot_decay_per_second: 0,
      avg_slot_occupancy_seconds: initialOccupancySeconds,
    })
    .execute();
  return id;
}

/** Sets how many runs of a deployment may be active at once, as a global limit of its own; null takes it away. */
export async function setLimit(tx: Tx, deployment: DeploymentRecord, limit: number | null): Promise<void> {
  const { id, limit: current } = deployment;
  if ((current?.limit ?? null) === limit) return;
  const updated = Timestamp.now();
  if (limit === null) await deleteLimitsOf(tx, [id]);
  else if (current) {
    await tx.db.updateTable("concurrency_limit_v2").set({ limit, updated }).where("id", "=", current.id).execute();
  }
  const linked = limit === null ? null : (current?.id ?? (await createLimitFor(tx, id, limit)));
  await tx.db
    .updateTable("deployment")
    .set({ concurrency_limit: limit, concurrency_limit_id: linked, updated })
    .where("id", "=", id)
    .execute();
}
