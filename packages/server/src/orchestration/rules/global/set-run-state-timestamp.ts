import type { RunColumns } from "../../../models/run-columns.ts";
import { transform } from "../../rule.ts";

/** The run tells since when it is in its state. */
export const setRunStateTimestamp = transform<RunColumns>({
  name: "SetRunStateTimestamp",
  before: ({ run }, proposed) => {
    run.state_timestamp = proposed.timestamp;
  },
});
