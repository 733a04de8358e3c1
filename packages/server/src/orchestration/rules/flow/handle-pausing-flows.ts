import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { uuid7 } from "../../../ids.ts";
import { isRunning } from "../../../states/predicates.ts";
import { rule } from "../../rule.ts";
import { changePolicy } from "../../run-policy.ts";

/** A running flow run can be paused, once for each key; suspended, which ends its process, only with a deployment. */
export const handlePausingFlows = rule<FlowRunRecord>({
  name: "HandlePausingFlows",
  from: "any",
  to: ["PAUSED"],
  before: ({ run, initial, proposed }, decision) => {
    if (!proposed) return;
    const verb = proposed.name === "Suspended" ? "suspend" : "pause";
    const { pause_key, pause_reschedule } = proposed.state_details;
    if (!initial) {
      decision.abort(`Cannot ${verb} flows with no state.`);
    } else if (!isRunning(initial)) {
      decision.reject(null, `Cannot ${verb} flows that are not currently running.`);
    } else if (pause_key !== null && run.empirical_policy.pause_keys?.includes(pause_key)) {
      decision.reject(null, `This ${verb} has already fired.`);
    } else if (pause_reschedule && run.parent_task_run_id !== null) {
      decision.abort(`Cannot ${verb} subflows.`);
    } else if (pause_reschedule && run.deployment_id === null) {
      decision.abort(`Cannot ${verb} flows without a deployment.`);
    }
  },
  after: ({ run, validated }) => {
    const key = validated?.state_details.pause_key ?? uuid7();
    changePolicy(run, { pause_keys: [...(run.empirical_policy.pause_keys ?? []), key] });
  },
});
