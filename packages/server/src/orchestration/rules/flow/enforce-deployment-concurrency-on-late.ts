import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { newState } from "../../../states/state.ts";
import { deploymentConcurrency } from "../../deployment-concurrency.ts";
import { rule } from "../../rule.ts";

/** A late run of a deployment that cancels new runs when it is full is cancelled, not left to wait for a worker. */
export const enforceDeploymentConcurrencyOnLate = rule<FlowRunRecord>({
  name: "EnforceDeploymentConcurrencyOnLate",
  from: ["SCHEDULED"],
  to: ["SCHEDULED"],
  before: async ({ tx, run, proposed }, decision) => {
    if (proposed?.name !== "Late" || run.deployment_id === null) return;
    const deployment = await deploymentConcurrency(tx, run.deployment_id);
    if (!deployment?.limit || deployment.strategy !== "CANCEL_NEW") return;
    if (deployment.limit.activeSlots < deployment.limit.limit) return;
    decision.reject(
      newState("CANCELLED", { message: "Deployment concurrency limit reached." }),
      "Deployment concurrency limit is full and uses the CANCEL_NEW strategy.",
    );
  },
});
