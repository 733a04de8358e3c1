import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { rule } from "../../rule.ts";

/** A request that is sent again, under the same transition id, does nothing: its first answer may have been lost. */
export const preventDuplicateTransitions = rule<FlowRunRecord>({
  name: "PreventDuplicateTransitions",
  from: "any",
  to: "any",
  before: ({ initial, proposed }, decision) => {
    const made = initial?.state_details.transition_id ?? null;
    if (made !== null && made === proposed?.state_details.transition_id) {
      decision.reject(null, "This run has already made this state transition.");
    }
  },
});
