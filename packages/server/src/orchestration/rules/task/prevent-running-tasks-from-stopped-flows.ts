import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { newState, stateDetails } from "../../../states/state.ts";
import { enclosingFlowRun } from "../../enclosing-flow-run.ts";
import { rule } from "../../rule.ts";

/** Tasks run only while their flow does; while it is paused they wait for it, with the timeout of its pause. */
export const preventRunningTasksFromStoppedFlows = rule<TaskRunRecord>({
  name: "PreventRunningTasksFromStoppedFlows",
  from: "any",
  to: ["RUNNING"],
  before: async (transition, decision) => {
    const flowRun = await enclosingFlowRun(transition);
    if (!flowRun || flowRun.state?.type === "RUNNING") return;
    if (flowRun.state?.type !== "PAUSED") {
      decision.abort("The enclosing flow must be running to begin task execution.");
      return;
    }
    const { pause_timeout, pause_reschedule } = flowRun.state.details;
    const paused = newState("PAUSED", {
      name: "NotReady",
      state_details: stateDetails({ pause_timeout, pause_reschedule }),
    });
    decision.reject(paused, `The flow is paused, new tasks can execute after resuming flow run: ${flowRun.id}.`);
  },
});
