import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { isRunning } from "../../../states/predicates.ts";
import { transform } from "../../rule.ts";

/** Counts how often a task run began to run. */
export const incrementTaskRunCount = transform<TaskRunRecord>({
  name: "IncrementTaskRunCount",
  before: ({ run }, proposed) => {
    if (isRunning(proposed)) run.run_count += 1;
  },
});
