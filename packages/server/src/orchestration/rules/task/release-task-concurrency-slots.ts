import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { isCancelling, isRunning } from "../../../states/predicates.ts";
import { transform } from "../../rule.ts";
import { freeTagSlots } from "../../tag-slots.ts";

/** A task run that no longer runs gives back the slots of its tags. */
export const releaseTaskConcurrencySlots = transform<TaskRunRecord>({
  name: "ReleaseTaskConcurrencySlots",
  after: async ({ tx, run }, validated) => {
    if (!isRunning(validated) && !isCancelling(validated)) await freeTagSlots(tx, run);
  },
});
