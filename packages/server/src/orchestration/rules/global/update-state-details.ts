import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { transform } from "../../rule.ts";

/** A flow run's state names its run. */
export const updateFlowRunStateDetails = transform<FlowRunRecord>({
  name: "UpdateStateDetails",
  before: ({ run }, { state_details }) => {
    state_details.flow_run_id = run.id;
  },
});

/** A task run's state names its run, and the flow run that this belongs to. */
export const updateTaskRunStateDetails = transform<TaskRunRecord>({
  name: "UpdateStateDetails",
  before: ({ run }, { state_details }) => {
    state_details.flow_run_id = run.flow_run_id;
    state_details.task_run_id = run.id;
  },
});
