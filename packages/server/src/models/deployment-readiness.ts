import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { emitDeploymentEvent } from "./deployment-events.ts";
import { readDeploymentPlace } from "./deployment-record.ts";

/** The deployments of these ids, and those whose runs wait in one of these queues. */
export interface WhichDeployments {
  deploymentIds?: readonly string[];
  workQueueIds?: readonly string[];
}

/** They have no new configuration, so `updated` stays: it would have their runs planned anew. */
async function setStatus(tx: Tx, which: WhichDeployments, status: "READY" | "NOT_READY"): Promise<void> {
  const { deploymentIds = [], workQueueIds = [] } = which;
  if (deploymentIds.length === 0 && workQueueIds.length === 0) return;
  const found = await tx.db
    .selectFrom("deployment")
    .select(["id", "status"])
    .where((is) =>
      is.or([
        ...(deploymentIds.length > 0 ? [is("id", "in", deploymentIds)] : []),
        ...(workQueueIds.length > 0 ? [is("work_queue_id", "in", workQueueIds)] : []),
      ]),
    )
    .orderBy("id")
    .modifyEnd(tx.dialect.lockRows)
    .execute();
  if (found.length === 0) return;
  const ids = found.map(({ id }) => id);
  await tx.db
    .updateTable("deployment")
    .set({ status, ...(status === "READY" && { last_polled: Timestamp.now() }) })
    .where("id", "in", ids)
    .execute();
  for (const { id } of found.filter((deployment) => deployment.status !== status)) {
    const deployment = await readDeploymentPlace(tx, id);
    if (deployment) await emitDeploymentEvent(tx, deployment, status === "READY" ? "ready" : "not-ready");
  }
}

/** Somebody asked for the runs of deployments. */
export const markDeploymentsReady = (tx: Tx, which: WhichDeployments): Promise<void> => setStatus(tx, which, "READY");

/** Nobody asks for the runs of deployments any more. */
export const markDeploymentsNotReady = (tx: Tx, which: WhichDeployments): Promise<void> =>
  setStatus(tx, which, "NOT_READY");
