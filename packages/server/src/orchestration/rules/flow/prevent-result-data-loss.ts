import type { FlowRunRecord } from "../../../models/flow-run-record.ts";
import { terminalTypes } from "@prefect-ts/schemas/state";
import { isCompleted } from "../../../states/predicates.ts";
import { hasPersistedResult } from "../../../states/results.ts";
import type { RunState } from "../../../states/state.ts";
import { rule } from "../../rule.ts";

/** The state says that the run completed again, but no longer where its result is. */
export const losesResult = (initial: RunState, proposed: RunState): boolean =>
  isCompleted(initial) &&
  isCompleted(proposed) &&
  hasPersistedResult(initial.data) &&
  !hasPersistedResult(proposed.data);

/** Not even a forced transition loses the result of a completed flow run. */
export const preventResultDataLoss = rule<FlowRunRecord>({
  name: "PreventResultDataLoss",
  from: terminalTypes,
  to: terminalTypes,
  before: ({ initial, proposed }, decision) => {
    if (initial && proposed && losesResult(initial, proposed)) {
      decision.reject(
        null,
        "Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.",
      );
    }
  },
});
