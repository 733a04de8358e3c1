import type { FlowRunRecord } from "../../models/flow-run-record.ts";
import type { Policy } from "../rule.ts";
import { ensureFlowRunStateTimestampIsUnique } from "../rules/global/ensure-flow-run-state-timestamp-is-unique.ts";
import { incrementFlowRunCount } from "../rules/global/increment-flow-run-count.ts";
import { incrementRunTime } from "../rules/global/increment-run-time.ts";
import { removeResumingIndicator } from "../rules/global/remove-resuming-indicator.ts";
import { setEndTime } from "../rules/global/set-end-time.ts";
import { setExpectedStartTime } from "../rules/global/set-expected-start-time.ts";
import { setNextScheduledStartTime } from "../rules/global/set-next-scheduled-start-time.ts";
import { setRunStateName } from "../rules/global/set-run-state-name.ts";
import { setRunStateTimestamp } from "../rules/global/set-run-state-timestamp.ts";
import { setRunStateType } from "../rules/global/set-run-state-type.ts";
import { setStartTime } from "../rules/global/set-start-time.ts";
import { updateFlowRunStateDetails } from "../rules/global/update-state-details.ts";
import { updateSubflowParentTask } from "../rules/global/update-subflow-parent-task.ts";
import { updateSubflowStateDetails } from "../rules/global/update-subflow-state-details.ts";

/** Bookkeeping that goes with every transition of a flow run, forced ones included. */
export const globalFlowPolicy: Policy<FlowRunRecord> = [
  ensureFlowRunStateTimestampIsUnique,
  setRunStateType,
  setRunStateName,
  setRunStateTimestamp,
  setStartTime,
  setEndTime,
  incrementRunTime,
  setExpectedStartTime,
  setNextScheduledStartTime,
  updateFlowRunStateDetails,
  updateSubflowParentTask,
  updateSubflowStateDetails,
  incrementFlowRunCount,
  removeResumingIndicator,
];
