import { type TaskRunRecord, toTaskRun } from "../../../models/task-run-record.ts";
import { rule } from "../../rule.ts";

/** A scheduled background task run goes to the workers that serve its task, a retry before the others. */
export const enqueueScheduledTasks = rule<TaskRunRecord>({
  name: "EnqueueScheduledTasks",
  from: "any",
  to: ["SCHEDULED"],
  after: ({ tx, run, validated }) => {
    if (!validated?.state_details.deferred) return;
    const queue = validated.name === "AwaitingRetry" ? "retry" : "enqueue";
    tx.afterCommit(() => void tx.taskQueues[queue](toTaskRun(run)));
  },
});
