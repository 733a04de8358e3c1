import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { newState, stateDetails } from "../../../states/state.ts";
import { knowsPauses, retriesByRescheduling } from "../../client-versions.ts";
import { rule } from "../../rule.ts";
import { changePolicy } from "../../run-policy.ts";
import { rescheduleFailedTaskRuns } from "../../reschedule-failed-task-runs.ts";

/** A failed flow run waits for its retry while it has retries left. It keeps the lease of its deployment's slot. */
export const retryFailedFlows = rule<FlowRunRecord>({
  name: "RetryFailedFlows",
  from: ["RUNNING"],
  to: ["FAILED"],
  before: async (transition, decision) => {
    const { tx, run, initial, proposed } = transition;
    if (!initial || !proposed) return;
    const { retries, retry_delay } = run.empirical_policy;
    if (retries === null || run.run_count > retries) {
      changePolicy(run, { retry_type: null });
      return;
    }
    const scheduled_time = Timestamp.now().plus(retry_delay ?? 0);
    if (retriesByRescheduling(transition)) await rescheduleFailedTaskRuns(tx, run.id, scheduled_time);
    if (knowsPauses(transition)) {
      changePolicy(run, { resuming: false, pause_keys: [], retry_type: "in_process" });
    }
    const { deployment_concurrency_lease_id } = initial.state_details;
    const retry = newState("SCHEDULED", {
      name: "AwaitingRetry",
      message: proposed.message,
      data: proposed.data,
      state_details: stateDetails({ scheduled_time, deployment_concurrency_lease_id }),
    });
    decision.reject(retry, "Retrying");
  },
});
