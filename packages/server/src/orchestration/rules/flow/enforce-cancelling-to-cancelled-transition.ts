import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { except, rule } from "../../rule.ts";

/** A run that is being cancelled can only become cancelled. */
export const enforceCancellingToCancelledTransition = rule<FlowRunRecord>({
  name: "EnforceCancellingToCancelledTransition",
  from: ["CANCELLING"],
  to: except("CANCELLED"),
  before: (_, decision) => {
    decision.reject(null, "Cannot transition flows that are cancelling to a state other than Cancelled.");
  },
});
