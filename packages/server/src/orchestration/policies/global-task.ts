import type { TaskRunRecord } from "../../models/task-run-record.ts";
import type { Policy } from "../rule.ts";
import { incrementRunTime } from "../rules/global/increment-run-time.ts";
import { incrementTaskRunCount } from "../rules/global/increment-task-run-count.ts";
import { setEndTime } from "../rules/global/set-end-time.ts";
import { setExpectedStartTime } from "../rules/global/set-expected-start-time.ts";
import { setNextScheduledStartTime } from "../rules/global/set-next-scheduled-start-time.ts";
import { setRunStateName } from "../rules/global/set-run-state-name.ts";
import { setRunStateTimestamp } from "../rules/global/set-run-state-timestamp.ts";
import { setRunStateType } from "../rules/global/set-run-state-type.ts";
import { setStartTime } from "../rules/global/set-start-time.ts";
import { updateTaskRunStateDetails } from "../rules/global/update-state-details.ts";

/** Bookkeeping that goes with every transition of a task run, forced ones included. */
export const globalTaskPolicy: Policy<TaskRunRecord> = [
  setRunStateType,
  setRunStateName,
  setRunStateTimestamp,
  setStartTime,
  setEndTime,
  incrementRunTime,
  setExpectedStartTime,
  setNextScheduledStartTime,
  updateTaskRunStateDetails,
  incrementTaskRunCount,
];
