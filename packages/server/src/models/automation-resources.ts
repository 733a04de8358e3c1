import type { Action } from "@prefect-ts/schemas/automation";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { uuid7 } from "../ids.ts";

/** Notes that an automation acts on a resource, or belongs to it; what it belongs to, it keeps belonging to. */
export async function relateAutomation(
  tx: Tx,
  automationId: string,
  resourceId: string,
  { owned }: { owned: boolean },
): Promise<void> {
  const now = Timestamp.now();
  const row = { id: uuid7(), created: now, updated: now, automation_id: automationId, resource_id: resourceId };
  await tx.db
    .insertInto("automation_related_resource")
    .values({ ...row, automation_owned_by_resource: owned })
    .onConflict((conflict) =>
      conflict
        .columns(["automation_id", "resource_id"])
        .doUpdateSet({ updated: now, ...(owned && { automation_owned_by_resource: true }) }),
    )
    .execute();
}

/** Notes which deployments an automation runs, in place of those it ran before. */
export async function relateToDeployments(
  tx: Tx,
  { id, actions }: { id: string; actions: readonly Action[] },
): Promise<void> {
  await tx.db
    .deleteFrom("automation_related_resource")
    .where("automation_id", "=", id)
    .where("resource_id", "like", "prefect.deployment.%")
    .where("automation_owned_by_resource", "=", false)
    .execute();
  const deployments = actions.flatMap((action) =>
    action.type === "run-deployment" && action.source === "selected" ? (action.deployment_id ?? []) : [],
  );
  for (const deployment of new Set(deployments)) {
    await relateAutomation(tx, id, `prefect.deployment.${deployment}`, { owned: false });
  }
}
