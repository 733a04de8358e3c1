import type { RunColumns } from "../../../models/run-columns.ts";
import { isFinal } from "../../../states/predicates.ts";
import { transform } from "../../rule.ts";

/** A run ends with its first final state, and is open again once it leaves it; one that ends before it ran started then. */
export const setEndTime = transform<RunColumns>({
  name: "SetEndTime",
  before: ({ run, initial }, proposed) => {
    if (!isFinal(proposed)) {
      if (isFinal(initial)) run.end_time = null;
    } else if (!run.end_time) {
      run.start_time ??= proposed.timestamp;
      run.end_time = proposed.timestamp;
    }
  },
});
