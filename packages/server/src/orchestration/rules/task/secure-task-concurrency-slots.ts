import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { rule } from "../../rule.ts";
import { takeTagSlots } from "../../tag-slots.ts";

/**
 * A task run takes a slot of the limit of each of its tags before it runs, and waits where one is full. A limit of 0
 * would have it wait for ever, so it is told to give up.
 */
export const secureTaskConcurrencySlots = rule<TaskRunRecord>({
  name: "SecureTaskConcurrencySlots",
  from: "any",
  to: ["RUNNING"],
  before: takeTagSlots,
});
