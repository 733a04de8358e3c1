import type { RunColumns } from "../../../models/run-columns.ts";
import { isScheduled } from "../../../states/predicates.ts";
import { transform } from "../../rule.ts";

/** While it is scheduled, a run tells for when. */
export const setNextScheduledStartTime = transform<RunColumns>({
  name: "SetNextScheduledStartTime",
  before: ({ run, initial }, proposed) => {
    if (isScheduled(initial)) run.next_scheduled_start_time = null;
    if (isScheduled(proposed)) run.next_scheduled_start_time = proposed.state_details.scheduled_time;
  },
});
