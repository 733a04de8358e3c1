import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { createLease } from "../../../models/concurrency-leases.ts";
import { acquireSlots } from "../../../models/concurrency-limits.ts";
import { newState, stateDetails } from "../../../states/state.ts";
import { managesDeploymentConcurrency } from "../../client-versions.ts";
import { deploymentConcurrency, leaseDuration } from "../../deployment-concurrency.ts";
import { releaseLeaseOf } from "../../release-lease.ts";
import { except, rule } from "../../rule.ts";

/**
 * A run that is about to be submitted takes a slot of its deployment, and a lease on it, which the client renews.
 * Without a free slot it waits for one, or is cancelled, as the deployment says.
 */
export const secureFlowConcurrencySlots = rule<FlowRunRecord>({
  name: "SecureFlowConcurrencySlots",
  from: except("PENDING", "RUNNING", "CANCELLING"),
  to: ["PENDING"],
  before: async (transition, decision) => {
    const { tx, run, proposed, settings } = transition;
    if (run.deployment_id === null || !proposed || managesDeploymentConcurrency(transition)) return;
    const deployment = await deploymentConcurrency(tx, run.deployment_id);
    if (!deployment) return decision.abort("Deployment not found.");
    const { limit } = deployment;
    if (!limit) return;
    if (limit.limit === 0) {
      return decision.abort("The deployment concurrency limit is 0. The flow will deadlock if submitted again.");
    }
    if (await acquireSlots(tx, [limit.id], 1)) {
      const ttl = leaseDuration(deployment, settings);
      const lease = await createLease(tx, { limitIds: [limit.id], slots: 1, ttl });
      proposed.state_details.deployment_concurrency_lease_id = lease.id;
      decision.onFizzle(async () => {
        await releaseLeaseOf(tx, lease.id, [limit.id]);
        if (transition.validated) transition.validated.state_details.deployment_concurrency_lease_id = null;
      });
    } else if (deployment.strategy === "ENQUEUE") {
      const scheduled_time = Timestamp.now().plus(settings.deploymentSlotWaitSeconds);
      const enqueued = newState("SCHEDULED", {
        name: "AwaitingConcurrencySlot",
        state_details: stateDetails({ scheduled_time }),
      });
      decision.reject(enqueued, "Deployment concurrency limit reached.");
    } else {
      decision.reject(
        newState("CANCELLED", { message: "Deployment concurrency limit reached." }),
        "Deployment concurrency limit reached.",
      );
    }
  },
});
