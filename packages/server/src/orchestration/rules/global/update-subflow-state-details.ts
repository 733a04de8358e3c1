import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { transform } from "../../rule.ts";

/** A subflow's state names the task run that stands for it in its parent. */
export const updateSubflowStateDetails = transform<FlowRunRecord>({
  name: "UpdateSubflowStateDetails",
  before: ({ run }, { state_details }) => {
    if (run.parent_task_run_id !== null) state_details.task_run_id = run.parent_task_run_id;
  },
});
