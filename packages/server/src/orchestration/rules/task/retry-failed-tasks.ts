import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { scatteredWait } from "../../../models/concurrency-slots.ts";
import { newState, stateDetails } from "../../../states/state.ts";
import { rule } from "../../rule.ts";

/** Seconds until the next attempt: the same each time, or a list, whose last entry goes on. */
function retryDelay({ run_count, empirical_policy: { retry_delay, retry_jitter_factor } }: TaskRunRecord): number {
  const delay =
    (Array.isArray(retry_delay) ? retry_delay.at(Math.min(run_count, retry_delay.length) - 1) : retry_delay) ?? 0;
  return retry_jitter_factor && delay > 0 ? scatteredWait(delay, retry_jitter_factor) : delay;
}

/** A failed task run waits for its retry while it has retries left, unless its client says that it is not to. */
export const retryFailedTasks = rule<TaskRunRecord>({
  name: "RetryFailedTasks",
  from: ["RUNNING"],
  to: ["FAILED"],
  before: ({ run, proposed }, decision) => {
    if (!proposed || proposed.state_details.retriable === false) return;
    const { retries } = run.empirical_policy;
    if (retries === null || run.run_count > retries) return;
    const retry = newState("SCHEDULED", {
      name: "AwaitingRetry",
      message: proposed.message,
      data: proposed.data,
      state_details: stateDetails({ scheduled_time: Timestamp.now().plus(retryDelay(run)) }),
    });
    decision.reject(retry, "Retrying");
  },
});
