import type { Tx } from "../context.ts";
import { ObjectNotFoundError } from "../errors.ts";
import { orchestrate, type Writer } from "../orchestration/engine.ts";
import { backgroundTaskPolicy } from "../orchestration/policies/background-task.ts";
import { coreTaskPolicy } from "../orchestration/policies/core-task.ts";
import { globalTaskPolicy } from "../orchestration/policies/global-task.ts";
import { minimalTaskPolicy } from "../orchestration/policies/minimal-task.ts";
import type { Policy } from "../orchestration/rule.ts";
import { orchestrationSettings } from "../orchestration/settings.ts";
import type { TaskRunTransition, TransitionResult } from "../orchestration/transition.ts";
import { writeTaskRunState } from "../orchestration/write-state.ts";
import type { RunState } from "../states/state.ts";
import { readTaskRun, type TaskRunRecord } from "./task-run-record.ts";

export interface TransitionOptions {
  /** Passes over the rules; bookkeeping still applies. */
  force?: boolean;
  /** The rules, where they are not the core's. */
  policy?: Policy<TaskRunRecord>;
}

/** Background task runs have rules of their own, forced or not. */
function policyFor(state: RunState, { force, policy = coreTaskPolicy }: TransitionOptions): Policy<TaskRunRecord> {
  if (state.state_details.deferred) return backgroundTaskPolicy;
  return force ? minimalTaskPolicy : policy;
}

/** Asks for a state of a task run in memory; the rules decide. */
export function governTaskRun(
  tx: Tx,
  run: TaskRunRecord,
  state: RunState,
  options: TransitionOptions,
  writer: Writer<TaskRunRecord> = writeTaskRunState,
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
  return orchestrate(transition, policyFor(state, options), globalTaskPolicy, writer);
}

export interface TaskRunStateRequest extends TransitionOptions {
  id: string;
  state: RunState;
}

/** Asks for a new state of a task run; the rules decide. Throws ObjectNotFoundError where there is no such run. */
export async function setTaskRunState(
  tx: Tx,
  { id, state, ...options }: TaskRunStateRequest,
): Promise<TransitionResult> {
  tx.lock("task_run", id);
  const run = await readTaskRun(tx, id);
  if (!run) throw new ObjectNotFoundError(`Task run with id ${id} not found`);
  return await governTaskRun(tx, run, state, options);
}
