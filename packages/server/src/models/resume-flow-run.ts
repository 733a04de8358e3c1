import type { Tx } from "../context.ts";
import { checkValues, HydrationError, hydrate } from "../parameters/parameters.ts";
import type { TransitionResult } from "../orchestration/transition.ts";
import { isPaused } from "../states/predicates.ts";
import { newState, stateDetails, type RunState } from "../states/state.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { ObjectNotFoundError } from "../errors.ts";
import { readFlowRun } from "./flow-run-record.ts";
import { createFlowRunInput, readFlowRunInput } from "./flow-run-inputs.ts";
import { type Requester, setFlowRunState } from "./flow-runs.ts";

const rejected = (state: RunState, reason: string): TransitionResult => ({
  state,
  status: "REJECT",
  details: { type: "abort_details", reason },
});

type Input = Record<string, unknown>;

/** The input with its templates filled in, if it is what the paused run asked for; else what is wrong with it. */
async function checkInput(tx: Tx, id: string, schemaKey: string, given: Input): Promise<Input | string> {
  let input: Input;
  try {
    input = await hydrate(tx, given);
  } catch (error) {
    if (error instanceof HydrationError) return `Error hydrating run input: ${error.message}`;
    throw error;
  }
  const stored = await readFlowRunInput(tx, id, schemaKey);
  if (!stored) return "Run input schema not found.";
  let schema: unknown;
  try {
    schema = JSON.parse(stored.value);
  } catch {
    return "Run input schema is not valid JSON.";
  }
  return checkValues(input, schema) ?? input;
}

/**
 * Lets a paused run go on: where it was, or scheduled anew if it was suspended. Input that the pause asked for is
 * checked against the schema that the run left, and kept where the run looks for it.
 */
export async function resumeFlowRun(
  tx: Tx,
  { id, runInput, requester }: { id: string; runInput: Input | null; requester: Requester },
): Promise<TransitionResult> {
  const run = await readFlowRun(tx, id);
  if (!run) throw new ObjectNotFoundError(`Flow run with id ${id} not found`);
  if (!run.state || !isPaused(run.state)) {
    const reason = "Cannot resume a flow run that is not paused.";
    return { state: null, status: "ABORT", details: { type: "abort_details", reason } };
  }
  const { run_input_keyset: keyset, pause_reschedule: isSuspended } = run.state.state_details;
  let input: Input | null = runInput;
  if (keyset) {
    const checked = await checkInput(tx, id, keyset["schema"] ?? "", runInput ?? {});
    if (typeof checked === "string") return rejected(run.state, checked);
    input = checked;
  }
  const state = isSuspended
    ? newState("SCHEDULED", { name: "Resuming", state_details: stateDetails({ scheduled_time: Timestamp.now() }) })
    : newState("RUNNING");
  const result = await setFlowRunState(tx, { id, state, requester });
  if (keyset && input && Object.keys(input).length > 0 && result.status === "ACCEPT") {
    const value = JSON.stringify(input);
    await createFlowRunInput(tx, { flow_run_id: id, key: keyset["response"] ?? "", value, sender: null });
  }
  return result;
}
