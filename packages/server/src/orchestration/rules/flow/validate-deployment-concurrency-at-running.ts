import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { createLease, renewLease } from "../../../models/concurrency-leases.ts";
import { acquireSlots } from "../../../models/concurrency-limits.ts";
import { newState } from "../../../states/state.ts";
import { renewsLeases } from "../../client-versions.ts";
import { deploymentConcurrency, leaseDuration } from "../../deployment-concurrency.ts";
import { rule } from "../../rule.ts";

/**
 * A run that took long to start may have lost its deployment's slot. It takes another, or is cancelled where there is
 * none: its infrastructure is there already, so it cannot wait.
 */
export const validateDeploymentConcurrencyAtRunning = rule<FlowRunRecord>({
  name: "ValidateDeploymentConcurrencyAtRunning",
  from: ["PENDING"],
  to: ["RUNNING"],
  before: async (transition, decision) => {
    const { tx, run, initial, proposed, settings } = transition;
    if (!initial || !proposed) return;
    const leaseId = initial.state_details.deployment_concurrency_lease_id;
    proposed.state_details.deployment_concurrency_lease_id = leaseId;
    if (leaseId === null || !renewsLeases(transition) || run.deployment_id === null) return;
    const deployment = await deploymentConcurrency(tx, run.deployment_id);
    if (!deployment?.limit) return;
    const ttl = leaseDuration(deployment, settings);
    if (await renewLease(tx, leaseId, ttl)) return;
    const limitIds = [deployment.limit.id];
    if (await acquireSlots(tx, limitIds, 1)) {
      const lease = await createLease(tx, { limitIds, slots: 1, ttl, holder: { type: "flow_run", id: run.id } });
      proposed.state_details.deployment_concurrency_lease_id = lease.id;
      return;
    }
    const message = "Deployment concurrency slot lost during provisioning - no slots available to continue execution";
    decision.reject(newState("CANCELLED", { message }), "Deployment concurrency limit reached after lease expiry.");
  },
});
