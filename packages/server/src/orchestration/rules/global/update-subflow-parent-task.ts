import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { setTaskRunState } from "../../../models/task-run-state.ts";
import { freshCopy } from "../../../states/state.ts";
import { transform } from "../../rule.ts";

/** The task run that stands for a subflow in its parent has the subflow's state. */
export const updateSubflowParentTask = transform<FlowRunRecord>({
  name: "UpdateSubflowParentTask",
  after: async ({ tx, run }, validated) => {
    if (run.parent_task_run_id === null) return;
    const state = freshCopy(validated);
    state.state_details.child_flow_run_id = run.id;
    await setTaskRunState(tx, { id: run.parent_task_run_id, state, force: true });
  },
});
