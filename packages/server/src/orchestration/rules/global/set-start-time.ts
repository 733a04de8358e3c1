import type { RunColumns } from "../../../models/run-columns.ts";
import { isRunning } from "../../../states/predicates.ts";
import { transform } from "../../rule.ts";

/** A run starts when it first runs. */
export const setStartTime = transform<RunColumns>({
  name: "SetStartTime",
  before: ({ run }, proposed) => {
    if (isRunning(proposed)) run.start_time ??= proposed.timestamp;
  },
});
