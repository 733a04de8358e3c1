import type { RunColumns } from "../../../models/run-columns.ts";
import { isScheduled } from "../../../states/predicates.ts";
import { transform } from "../../rule.ts";

/** A run is expected to start when it is first scheduled for, else when it got its first state. */
export const setExpectedStartTime = transform<RunColumns>({
  name: "SetExpectedStartTime",
  before: ({ run }, proposed) => {
    run.expected_start_time ??= isScheduled(proposed) ? proposed.state_details.scheduled_time : proposed.timestamp;
  },
});
