import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import type { StateType } from "@prefect-ts/schemas/state";
import { releaseSlots } from "../../../models/concurrency-limits.ts";
import { deploymentConcurrency } from "../../deployment-concurrency.ts";
import { releaseLeaseOf } from "../../release-lease.ts";
import { transform } from "../../rule.ts";

const holding: readonly (StateType | undefined)[] = ["PENDING", "RUNNING", "CANCELLING"];

/**
 * A run that no longer runs gives back its deployment's slot. One that waits for a retry in its process keeps it: its
 * client goes on renewing the lease.
 */
export const releaseFlowConcurrencySlots = transform<FlowRunRecord>({
  name: "ReleaseFlowConcurrencySlots",
  after: async ({ tx, run, initial, proposed, status }) => {
    if (!holding.includes(initial?.type) || holding.includes(proposed?.type)) return;
    const retriesInProcess = status === "REJECT" && proposed?.type === "SCHEDULED" && proposed.name === "AwaitingRetry";
    if (retriesInProcess || run.deployment_id === null) return;
    const limit = (await deploymentConcurrency(tx, run.deployment_id))?.limit;
    const limitIds = limit ? [limit.id] : [];
    const leaseId = initial?.state_details.deployment_concurrency_lease_id;
    if (leaseId) await releaseLeaseOf(tx, leaseId, limitIds);
    else if (limit) await releaseSlots(tx, limitIds, 1);
  },
});
