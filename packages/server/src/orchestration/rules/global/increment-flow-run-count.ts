import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { isRunning } from "../../../states/predicates.ts";
import { knowsPauses } from "../../client-versions.ts";
import { transform } from "../../rule.ts";

/** Counts how often a flow run began to run; resuming after a pause is no new beginning. */
export const incrementFlowRunCount = transform<FlowRunRecord>({
  name: "IncrementFlowRunCount",
  before: (transition, proposed) => {
    const { run } = transition;
    if (!isRunning(proposed) || (knowsPauses(transition) && run.empirical_policy.resuming)) return;
    run.run_count += 1;
  },
});
