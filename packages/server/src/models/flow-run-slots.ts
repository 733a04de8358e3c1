import type { StateType } from "@prefect-ts/schemas/state";
import type { Tx } from "../context.ts";
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
  if (deployment?.concurrency_limit_id) await releaseSlots(tx, [deployment.concurrency_limit_id], 1);
}
