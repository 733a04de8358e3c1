import type { Tx } from "../context.ts";
import { ObjectNotFoundError } from "../http/errors.ts";
import { orchestrate, type Writer } from "../orchestration/engine.ts";
import { backgroundTaskPolicy } from "../orchestration/policies/background-task.ts";
import { coreTaskPolicy } from "../orchestration/policies/core-task.ts";
import { globalTaskPolicy } from "../orchestration/policies/global-task.ts";
import { minimalTaskPolicy } from "../orchestration/policies/minimal-task.ts";
import { orchestrationSettings } from "../orchestration/settings.ts";
import type { TaskRunTransition, TransitionResult } from "../orchestration/transition.ts";
import { writeTaskRunState } from "../orchestration/write-state.ts";
import type { RunState } from "../states/state.ts";
import { readTaskRun, type TaskRunRecord } from "./task-run-record.ts";

/** Background task runs have rules of their own, forced or not. */
function policyFor(state: RunState, force: boolean) {
  if (state.state_details.deferred) return backgroundTaskPolicy;
  return force ? minimalTaskPolicy : coreTaskPolicy;
}

/** Asks for a state of a task run in memory; the rules decide. */
export function governTaskRun(
  tx: Tx,
  run: TaskRunRecord,
  state: RunState,
  options: { force: boolean; writer?: Writer<TaskRunRecord> },
): Promise<TransitionResult> {
  const transition: TaskRunTransition = {
    tx,
    run,
    initial: run.state,
    proposed: state,
    validated: null,
    status: "ACCEPT",
    details: { type: "accept_details" },
    apiVersion: null,
    clientVersion: null,
    settings: orchestrationSettings(tx.settings),
  };
  return orchestrate(
    transition,
    policyFor(state, options.force),
    globalTaskPolicy,
    options.writer ?? writeTaskRunState,
  );
}

export interface TaskRunStateRequest {
  id: string;
  state: RunState;
  /** Passes over the rules; bookkeeping still applies. */
  force?: boolean;
}

/** Asks for a new state of a task run; the rules decide. Throws ObjectNotFoundError where there is no such run. */
export async function setTaskRunState(
  tx: Tx,
  { id, state, force = false }: TaskRunStateRequest,
): Promise<TransitionResult> {
  const run = await readTaskRun(tx, id);
  if (!run) throw new ObjectNotFoundError(`Task run with id ${id} not found`);
  return await governTaskRun(tx, run, state, { force });
}
