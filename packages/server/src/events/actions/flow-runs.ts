import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type {
  CancelFlowRun,
  ChangeFlowRunState,
  DeleteFlowRun,
  ResumeFlowRun,
  SuspendFlowRun,
} from "@prefect-ts/schemas/action";
import { HttpError } from "../../errors.ts";
import { deleteFlowRun, newestClient, setFlowRunState } from "../../models/flow-runs.ts";
import { resumeFlowRun } from "../../models/resume-flow-run.ts";
import { gaveState, type TransitionResult } from "../../orchestration/transition.ts";
import { newState, type RunState, stateDetails } from "../../states/state.ts";
import { inferredFlowRun } from "./inference.ts";
import { type ActionRun, type ActionWrite, type Performer, target } from "./performer.ts";

/** Seconds that a run stays suspended at most. */
const suspensionTimeout = 3600;

function flowRunOf({ triggered, result }: ActionRun): string {
  const id = inferredFlowRun(triggered);
  target(result, "flow-run", id);
  return id;
}

/** Why the action failed, where the rules did not accept its state; a state that they have put in its place stays. */
const reasonOf = ({ details }: TransitionResult, failure: string): string | undefined =>
  details.type === "accept_details" ? undefined : `${failure}: ${details.reason}`;

function settingState(run: ActionRun, state: RunState, force = false): ActionWrite {
  const id = flowRunOf(run);
  return async (tx) => {
    const result = await setFlowRunState(tx, { id, state, force });
    run.result.details["status_code"] = gaveState(result, state.timestamp) ? 201 : 200;
    run.result.reason = reasonOf(result, "Failed to set state");
  };
}

export const changeFlowRunState: Performer<ChangeFlowRunState> = async ({ name, state, message, force }, run) => {
  const text = message || `State changed by Automation ${run.triggered.automation.id}`;
  return settingState(run, newState(state, { ...(name && { name }), message: text }), force);
};

export const cancelFlowRun: Performer<CancelFlowRun> = async (_, run) =>
  settingState(run, newState("CANCELLING", { message: `Cancelled by Automation ${run.triggered.automation.id}` }));

export const suspendFlowRun: Performer<SuspendFlowRun> = async (_, run) => {
  const details = { pause_reschedule: true, pause_timeout: Timestamp.now().plus(suspensionTimeout) };
  const message = `Suspended by Automation ${run.triggered.automation.id}`;
  return settingState(run, newState("PAUSED", { name: "Suspended", message, state_details: stateDetails(details) }));
};

export const resumeFlowRunAction: Performer<ResumeFlowRun> = async (_, run) => {
  const id = flowRunOf(run);
  return async (tx) => {
    const result = await resumeFlowRun(tx, { id, runInput: null, requester: newestClient });
    run.result.reason = reasonOf(result, "Failed to resume flow run");
  };
};

export const deleteFlowRunAction: Performer<DeleteFlowRun> = async (_, run) => {
  const id = flowRunOf(run);
  return async (tx) => {
    if (!(await deleteFlowRun(tx, id))) throw new HttpError(404, "Flow run not found");
    run.result.details["status_code"] = 204;
  };
};
