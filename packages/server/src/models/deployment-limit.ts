import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { ConcurrencyLimitV2Create } from "@prefect-ts/schemas/global-concurrency-limit";
import type { Tx } from "../context.ts";
import { insertLimit } from "./concurrency-limits.ts";
import type { DeploymentRecord } from "./deployment-record.ts";

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
  const name = `deployment:${deploymentId}`;
  const { id } = await insertLimit(tx, { ...defaultsOf(ConcurrencyLimitV2Create), name, limit });
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
