import type { RunColumns } from "../../../models/run-columns.ts";
import { isRunning } from "../../../states/predicates.ts";
import { transform } from "../../rule.ts";

/** Adds the time that a run was running, once it stops. */
export const incrementRunTime = transform<RunColumns>({
  name: "IncrementRunTime",
  before: ({ run, initial }, proposed) => {
    if (initial && isRunning(initial)) run.total_run_time += proposed.timestamp.since(initial.timestamp);
  },
});
