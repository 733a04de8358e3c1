import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { terminalTypes } from "@prefect-ts/schemas/state";
import { isCompleted, isFinal, isRunning } from "../../../states/predicates.ts";
import { hasPersistedResult } from "../../../states/results.ts";
import { enclosingFlowRun } from "../../enclosing-flow-run.ts";
import { rule } from "../../rule.ts";

/**
 * A task run that has ended stays ended where its result is kept, and cannot be paused, cancelled or crash any more.
 * Leaving the final state gives it its retries back.
 */
export const handleTaskTerminalStateTransitions = rule<TaskRunRecord>({
  name: "HandleTaskTerminalStateTransitions",
  from: terminalTypes,
  to: "any",
  before: async (transition, decision) => {
    const { run, initial, proposed } = transition;
    if (!initial || !proposed) return;
    const runCount = run.run_count;
    decision.onFizzle(() => {
      run.run_count = runCount;
    });
    if (proposed.type === "CANCELLING" || proposed.type === "PAUSED" || proposed.type === "CRASHED") {
      decision.abort(`Run is already ${initial.type}.`);
      return;
    }
    if (isCompleted(initial) && hasPersistedResult(initial.data)) {
      decision.reject(null, "This run is already completed.");
      return;
    }
    if (!isFinal(proposed)) run.run_count = 0;
    if (isRunning(proposed)) {
      const flowRun = await enclosingFlowRun(transition);
      if (flowRun && run.flow_run_run_count < flowRun.runCount) decision.rename("Retrying");
    }
  },
});
