import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { terminalTypes } from "@prefect-ts/schemas/state";
import { isCompleted, isFinal, isScheduled } from "../../../states/predicates.ts";
import { hasPersistedResult } from "../../../states/results.ts";
import { knowsPauses } from "../../client-versions.ts";
import { rule } from "../../rule.ts";
import { changePolicy } from "../../run-policy.ts";
import { losesResult } from "./prevent-result-data-loss.ts";

/**
 * A flow run that has ended stays ended where its result is kept, and cannot be paused, cancelled or crash any more.
 * Leaving the final state forgets its pauses, and only a run of a deployment can be scheduled again.
 */
export const handleFlowTerminalStateTransitions = rule<FlowRunRecord>({
  name: "HandleFlowTerminalStateTransitions",
  from: terminalTypes,
  to: "any",
  before: (transition, decision) => {
    const { initial, proposed, run } = transition;
    if (!initial || !proposed) return;
    const policy = run.empirical_policy;
    decision.onFizzle(() => {
      run.empirical_policy = policy;
    });
    if (proposed.type === "CANCELLING" || proposed.type === "PAUSED" || proposed.type === "CRASHED") {
      decision.abort(`Run is already in terminal state ${initial.type}.`);
    } else if (isCompleted(initial) && !isFinal(proposed) && hasPersistedResult(initial.data)) {
      decision.reject(null, "Run is already COMPLETED.");
    } else if (losesResult(initial, proposed)) {
      decision.reject(
        null,
        "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.",
      );
    } else if (isScheduled(proposed) && run.deployment_id === null) {
      decision.abort("Cannot reschedule a run without an associated deployment.");
    } else if (!isFinal(proposed) && knowsPauses(transition)) {
      changePolicy(run, {
        resuming: false,
        pause_keys: [],
        retry_type: isScheduled(proposed) ? "reschedule" : null,
      });
    }
  },
});
