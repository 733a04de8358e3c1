import type { RunColumns } from "../../../models/run-columns.ts";
import { isPending } from "../../../states/predicates.ts";
import { rule } from "../../rule.ts";

/**
 * Only one worker submits a run: the second, who finds it pending or further on, is to give up. A pending run may take
 * another name (`Submitting`, `InfrastructurePending`) but not be just `Pending` again.
 */
export const preventPendingTransitions = rule<RunColumns>({
  name: "PreventPendingTransitions",
  from: ["PENDING", "CANCELLING", "RUNNING", "CANCELLED"],
  to: ["PENDING"],
  before: ({ initial, proposed }, decision) => {
    if (!initial || !proposed) return;
    if (isPending(initial) && initial.name !== proposed.name && proposed.name !== "Pending") {
      const { scheduled_time, deployment_concurrency_lease_id } = initial.state_details;
      Object.assign(proposed.state_details, { scheduled_time, deployment_concurrency_lease_id });
      return;
    }
    decision.abort(`This run is in a ${initial.type} state and cannot transition to a PENDING state.`);
  },
});
