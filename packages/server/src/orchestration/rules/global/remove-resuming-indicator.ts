import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { isFinal, isRunning } from "../../../states/predicates.ts";
import { knowsPauses } from "../../client-versions.ts";
import { transform } from "../../rule.ts";
import { changePolicy } from "../../run-policy.ts";

/** A flow run that runs again, or ends, is no longer resuming. */
export const removeResumingIndicator = transform<FlowRunRecord>({
  name: "RemoveResumingIndicator",
  before: (transition, proposed) => {
    if (!knowsPauses(transition) || !(isRunning(proposed) || isFinal(proposed))) return;
    if (transition.run.empirical_policy.resuming) changePolicy(transition.run, { resuming: false });
  },
});
