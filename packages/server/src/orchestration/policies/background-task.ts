import type { TaskRunRecord } from "../../models/task-run-record.ts";
import type { Policy } from "../rule.ts";
import { cacheInsertion } from "../rules/task/cache-insertion.ts";
import { cacheRetrieval } from "../rules/task/cache-retrieval.ts";
import { copyScheduledTime } from "../rules/shared/copy-scheduled-time.ts";
import { copyTaskParametersId } from "../rules/task/copy-task-parameters-id.ts";
import { enqueueScheduledTasks } from "../rules/task/enqueue-scheduled-tasks.ts";
import { handleTaskTerminalStateTransitions } from "../rules/task/handle-task-terminal-state-transitions.ts";
import { preventPendingTransitions } from "../rules/shared/prevent-pending-transitions.ts";
import { releaseTaskConcurrencySlots } from "../rules/task/release-task-concurrency-slots.ts";
import { renameReruns } from "../rules/task/rename-reruns.ts";
import { retryFailedTasks } from "../rules/task/retry-failed-tasks.ts";
import { updateFlowRunTrackerOnTasks } from "../rules/task/update-flow-run-tracker-on-tasks.ts";
import { waitForScheduledTime } from "../rules/shared/wait-for-scheduled-time.ts";

/** The rules of a background task run, which waits for a worker. */
export const backgroundTaskPolicy: Policy<TaskRunRecord> = [
  preventPendingTransitions,
  cacheRetrieval,
  handleTaskTerminalStateTransitions,
  copyScheduledTime,
  copyTaskParametersId,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  updateFlowRunTrackerOnTasks,
  cacheInsertion,
  releaseTaskConcurrencySlots,
  enqueueScheduledTasks,
];
