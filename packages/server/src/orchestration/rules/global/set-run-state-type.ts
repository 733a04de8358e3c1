import type { RunColumns } from "../../../models/run-columns.ts";
import { transform } from "../../rule.ts";

/** The run tells the type of its state. */
export const setRunStateType = transform<RunColumns>({
  name: "SetRunStateType",
  before: ({ run }, proposed) => {
    run.state_type = proposed.type;
  },
});
