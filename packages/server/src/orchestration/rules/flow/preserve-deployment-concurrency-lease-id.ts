import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { transform } from "../../rule.ts";

/** A run keeps the lease of its deployment's slot: workers propose states that say null. */
export const preserveDeploymentConcurrencyLeaseId = transform<FlowRunRecord>({
  name: "PreserveDeploymentConcurrencyLeaseId",
  before: ({ initial }, { state_details }) => {
    state_details.deployment_concurrency_lease_id ??= initial?.state_details.deployment_concurrency_lease_id ?? null;
  },
});
