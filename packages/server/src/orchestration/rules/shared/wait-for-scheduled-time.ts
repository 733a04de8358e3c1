import type { RunColumns } from "../../../models/run-columns.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { rule } from "../../rule.ts";

/** To the nearest second; exactly half a second is none. */
const wholeSeconds = (seconds: number) => Math.ceil(seconds - 0.5);

/** A run does not start before the time it is scheduled for, by this server's clock. */
export const waitForScheduledTime = rule<RunColumns>({
  name: "WaitForScheduledTime",
  from: ["SCHEDULED", "PENDING"],
  to: ["RUNNING"],
  before: ({ initial }, decision) => {
    const scheduled = initial?.state_details.scheduled_time;
    if (!scheduled) return;
    const delay = wholeSeconds(scheduled.since(Timestamp.now()));
    if (delay > 0) decision.wait(delay, "Scheduled time is in the future");
  },
});
