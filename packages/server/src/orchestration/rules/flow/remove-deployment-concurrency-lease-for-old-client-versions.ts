import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { revokeLease } from "../../../models/concurrency-leases.ts";
import { renewsLeases } from "../../client-versions.ts";
import { rule } from "../../rule.ts";

/** Clients that do not renew leases keep their slot without one, or it would expire while they run. */
export const removeDeploymentConcurrencyLeaseForOldClientVersions = rule<FlowRunRecord>({
  name: "RemoveDeploymentConcurrencyLeaseForOldClientVersions",
  from: ["PENDING"],
  to: ["RUNNING", "CANCELLING"],
  after: async (transition) => {
    const leaseId = transition.initial?.state_details.deployment_concurrency_lease_id;
    if (leaseId && !renewsLeases(transition)) await revokeLease(transition.tx, leaseId);
  },
});
