import type { RunColumns } from "../../../models/run-columns.ts";
import { rule } from "../../rule.ts";

/** A pending run still tells for when it was scheduled. */
export const copyScheduledTime = rule<RunColumns>({
  name: "CopyScheduledTime",
  from: ["SCHEDULED"],
  to: ["PENDING"],
  before: ({ initial, proposed }) => {
    if (proposed) proposed.state_details.scheduled_time ??= initial?.state_details.scheduled_time ?? null;
  },
});
