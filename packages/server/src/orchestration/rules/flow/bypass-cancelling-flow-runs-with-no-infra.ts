import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { isPaused, isScheduled } from "../../../states/predicates.ts";
import { newState } from "../../../states/state.ts";
import { rule } from "../../rule.ts";

/** A run that has no process to stop is cancelled at once: one that did not start yet, or that is suspended. */
export const bypassCancellingFlowRunsWithNoInfra = rule<FlowRunRecord>({
  name: "BypassCancellingFlowRunsWithNoInfra",
  from: ["SCHEDULED", "PAUSED"],
  to: ["CANCELLING"],
  before: ({ run, initial }, decision) => {
    if (!initial) return;
    if ((isScheduled(initial) && !run.infrastructure_pid) || initial.name === "Resuming") {
      decision.reject(newState("CANCELLED"), "Scheduled flow run has no infrastructure to terminate.");
    } else if (isPaused(initial) && initial.state_details.pause_reschedule) {
      decision.reject(newState("CANCELLED"), "Suspended flow run has no infrastructure to terminate.");
    }
  },
});
