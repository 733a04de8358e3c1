import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { rule } from "../../rule.ts";

/** A background task run keeps the id of its parameters until it runs. */
export const copyTaskParametersId = rule<TaskRunRecord>({
  name: "CopyTaskParametersID",
  from: ["SCHEDULED", "PENDING"],
  to: ["PENDING", "RUNNING"],
  before: ({ initial, proposed }) => {
    if (proposed) proposed.state_details.task_parameters_id ??= initial?.state_details.task_parameters_id ?? null;
  },
});
