import type { RunColumns } from "../../../models/run-columns.ts";
import { rule } from "../../rule.ts";

/** A run that ran before is not just running: it is retrying, or running again. */
export const renameReruns = rule<RunColumns>({
  name: "RenameReruns",
  from: "any",
  to: ["RUNNING"],
  before: ({ run, initial }, decision) => {
    if (initial && run.run_count > 0) decision.rename(initial.name === "AwaitingRetry" ? "Retrying" : "Rerunning");
  },
});
