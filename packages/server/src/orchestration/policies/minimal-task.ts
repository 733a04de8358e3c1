import type { TaskRunRecord } from "../../models/task-run-record.ts";
import type { Policy } from "../rule.ts";
import { releaseTaskConcurrencySlots } from "../rules/task/release-task-concurrency-slots.ts";

/** The rules of a task run whose transition is forced. */
export const minimalTaskPolicy: Policy<TaskRunRecord> = [releaseTaskConcurrencySlots];
