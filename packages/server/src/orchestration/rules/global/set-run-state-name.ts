import type { RunColumns } from "../../../models/run-columns.ts";
import { transform } from "../../rule.ts";

/** The run tells the name of its state. */
export const setRunStateName = transform<RunColumns>({
  name: "SetRunStateName",
  before: ({ run }, proposed) => {
    run.state_name = proposed.name;
  },
});
