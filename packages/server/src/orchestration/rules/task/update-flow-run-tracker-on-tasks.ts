import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { ObjectNotFoundError } from "../../../errors.ts";
import { enclosingFlowRun } from "../../enclosing-flow-run.ts";
import { rule } from "../../rule.ts";

/** A task run remembers in which attempt of its flow run it ran. */
export const updateFlowRunTrackerOnTasks = rule<TaskRunRecord>({
  name: "UpdateFlowRunTrackerOnTasks",
  from: "any",
  to: ["RUNNING"],
  after: async (transition) => {
    const { run } = transition;
    if (run.flow_run_id === null) return;
    const flowRun = await enclosingFlowRun(transition);
    if (!flowRun) {
      throw new ObjectNotFoundError(
        `Unable to read flow run associated with task run: ${run.id}, this flow run might have been deleted`,
      );
    }
    run.flow_run_run_count = flowRun.runCount;
  },
});
