import type { FlowRunPolicy } from "@prefect-ts/schemas/flow-run";
import type { FlowRunRecord } from "../models/flow-run-record.ts";

/** Changes fields of a flow run's policy; one that changes nothing is not written. */
export function changePolicy(run: FlowRunRecord, changes: Partial<FlowRunPolicy>): void {
  const policy = { ...run.empirical_policy, ...changes };
  if (JSON.stringify(policy) !== JSON.stringify(run.empirical_policy)) run.empirical_policy = policy;
}
