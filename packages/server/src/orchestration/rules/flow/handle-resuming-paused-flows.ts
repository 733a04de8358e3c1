import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { StateType } from "@prefect-ts/schemas/state";
import { isCancelling } from "../../../states/predicates.ts";
import { newState } from "../../../states/state.ts";
import { rule } from "../../rule.ts";
import { changePolicy } from "../../run-policy.ts";

const afterPause: readonly StateType[] = [
  ...(["RUNNING", "SCHEDULED", "CANCELLING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED"] as const),
];

/**
 * A paused flow run goes on, is cancelled or ends; once its timeout has passed it can only fail. Whatever becomes of
 * the attempt, the run is marked as resuming.
 */
export const handleResumingPausedFlows = rule<FlowRunRecord>({
  name: "HandleResumingPausedFlows",
  from: ["PAUSED"],
  to: "any",
  before: ({ run, initial, proposed }, decision) => {
    if (!initial || !proposed) return;
    if (!afterPause.includes(proposed.type)) {
      // The prefix is the reference's: clients may look for the whole text.
      decision.reject(
        null,
        `This run cannot transition to the StateType.${proposed.type} state from the StateType.${initial.type} state.`,
      );
      return;
    }
    const verb = proposed.name === "Suspended" ? "suspend" : "pause";
    const stateName = (proposed.name || proposed.type).toLowerCase();
    const { pause_reschedule, pause_timeout } = initial.state_details;
    if (pause_reschedule && run.deployment_id === null) {
      decision.reject(null, `Cannot reschedule a ${stateName} flow run without a deployment.`);
    } else if (!isCancelling(proposed) && pause_timeout?.isBefore(Timestamp.now())) {
      decision.reject(
        newState("FAILED", { message: `The flow was ${stateName} and never resumed.` }),
        `The flow run ${verb} has timed out and can no longer resume.`,
      );
    }
  },
  after: ({ run }) => changePolicy(run, { resuming: true }),
});
