import type { StateType } from "@prefect-ts/schemas/state";
import type { Tx } from "../context.ts";
import { releaseLeaseOf } from "../orchestration/release-lease.ts";
import { releaseSlots } from "./concurrency-limits.ts";
import type { FlowRunRecord } from "./flow-run-record.ts";

const holding: readonly (StateType | undefined)[] = ["PENDING", "RUNNING", "CANCELLING"];

/** Gives back the slot of its deployment that a run holds, if it holds one: for a run that is about to be deleted. */
export async function releaseFlowRunSlots(tx: Tx, run: FlowRunRecord): Promise<void> {
  if (run.deployment_id === null || !holding.includes(run.state?.type)) return;
  const deployment = await tx.db
    .selectFrom("deployment")
    .select("concurrency_limit_id")
    .where("id", "=", run.deployment_id)
    .executeTakeFirst();
  const limitIds = deployment?.concurrency_limit_id ? [deployment.concurrency_limit_id] : [];
  const leaseId = run.state?.state_details.deployment_concurrency_lease_id;
  // The lease goes with the slot, or its expiry would free the slot a second time.
  if (leaseId) await releaseLeaseOf(tx, leaseId, limitIds);
  else if (limitIds.length > 0) await releaseSlots(tx, limitIds, 1);
}
