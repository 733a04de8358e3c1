import type { TaskRunRecord } from "../../models/task-run-record.ts";
import type { Policy } from "../rule.ts";
import { cacheInsertion } from "../rules/task/cache-insertion.ts";
import { cacheRetrieval } from "../rules/task/cache-retrieval.ts";
import { copyScheduledTime } from "../rules/shared/copy-scheduled-time.ts";
import { handleTaskTerminalStateTransitions } from "../rules/task/handle-task-terminal-state-transitions.ts";
import { preventRunningTasksFromStoppedFlows } from "../rules/task/prevent-running-tasks-from-stopped-flows.ts";
import { releaseTaskConcurrencySlots } from "../rules/task/release-task-concurrency-slots.ts";
import { renameReruns } from "../rules/task/rename-reruns.ts";
import { retryFailedTasks } from "../rules/task/retry-failed-tasks.ts";
import { updateFlowRunTrackerOnTasks } from "../rules/task/update-flow-run-tracker-on-tasks.ts";
import { waitForScheduledTime } from "../rules/shared/wait-for-scheduled-time.ts";

/** The rules of a task run whose client orchestrates it: its tags take no slots. */
export const clientSideTaskPolicy: Policy<TaskRunRecord> = [
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  preventRunningTasksFromStoppedFlows,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  updateFlowRunTrackerOnTasks,
  cacheInsertion,
  releaseTaskConcurrencySlots,
];
