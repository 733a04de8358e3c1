import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { isScheduled } from "../../../states/predicates.ts";
import { rule } from "../../rule.ts";

/** Only a scheduled run can be late, and only once. */
export const ensureOnlyScheduledFlowsMarkedLate = rule<FlowRunRecord>({
  name: "EnsureOnlyScheduledFlowsMarkedLate",
  from: "any",
  to: ["SCHEDULED"],
  before: ({ initial, proposed }, decision) => {
    if (!initial || proposed?.name !== "Late") return;
    if (!isScheduled(initial)) decision.reject(null, "Only scheduled flows can be marked late.");
    else if (initial.name === "Late") decision.reject(null, "This flow run is already marked late.");
  },
});
