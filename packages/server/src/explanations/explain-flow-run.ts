import type { Session } from "@prefect-ts/database/database";
import type { FlowRunExplanation, WaitReason } from "@prefect-ts/schemas/flow-run-explanation";
import { isFinal, isRunning } from "../states/predicates.ts";
import type { RunState } from "../states/state.ts";
import { type Facts, readFacts } from "./facts.ts";
import {
  awaitingDeploymentSlot,
  deploymentLimitFull,
  deploymentNotServed,
  late,
  noWorker,
  nobodyStartsIt,
  parentPaused,
  poolLimitFull,
  poolPaused,
  queueLimitFull,
  queueNotPolled,
  queuePaused,
  type Reason,
  runsAhead,
  scheduledLater,
} from "./reasons.ts";
import { lengthOf, momentOf } from "./times.ts";

/** What keeps a scheduled run from starting, in the order in which to look at it. */
const ofScheduled: readonly Reason[] = [
  parentPaused,
  scheduledLater,
  awaitingDeploymentSlot,
  poolPaused,
  queuePaused,
  nobodyStartsIt,
  deploymentNotServed,
  noWorker,
  queueNotPolled,
  poolLimitFull,
  queueLimitFull,
  deploymentLimitFull,
];

const isDue = ({ run, now }: Facts) => !run.next_scheduled_start_time?.isAfter(now);

const due: WaitReason = {
  code: "due",
  message: "It is due, and nothing keeps it: a worker starts it when it asks for runs the next time.",
  action: "Wait a few seconds.",
  at: null,
  resource: null,
  held_by: [],
};

function reasonsOfScheduled(facts: Facts): WaitReason[] {
  const found = ofScheduled.flatMap((reason) => reason(facts) ?? []);
  const ahead = isDue(facts) ? runsAhead(facts) : undefined;
  const reasons = ahead ? [...found, ahead] : found;
  const isLate = late(facts);
  return [...(reasons.length > 0 ? reasons : [due]), ...(isLate ? [isLate] : [])];
}

const wait = (code: WaitReason["code"], message: string, action: string, at: WaitReason["at"]): WaitReason => ({
  code,
  message,
  action,
  at,
  resource: null,
  held_by: [],
});

function reasonsOf(facts: Facts, state: RunState): WaitReason[] {
  const { run, now } = facts;
  const parent = parentPaused(facts);
  const since = `since ${momentOf(state.timestamp)} (${lengthOf(now.since(state.timestamp))})`;
  switch (state.type) {
    case "SCHEDULED":
      return reasonsOfScheduled(facts);
    case "PENDING":
      return [
        wait(
          "starting",
          `A worker has taken it ${since}, and its process or container has not reported yet.`,
          `Look at its logs, prefect flow-run logs ${run.id}, and at those of the worker.`,
          state.timestamp,
        ),
      ];
    case "PAUSED": {
      const end = state.state_details.pause_timeout;
      const until = end ? ` It fails if nobody resumes it until ${momentOf(end)}.` : "";
      const how = `Resume it: prefect flow-run resume ${run.id}`;
      return [wait("paused", `It is paused ${since}.${until}`, how, state.timestamp), ...(parent ? [parent] : [])];
    }
    case "CANCELLING": {
      const how = "Wait: the server ends the cancellation by itself if no worker does.";
      return [
        wait("cancelling", `It is being cancelled ${since}, until its worker has ended it.`, how, state.timestamp),
      ];
    }
    default:
      return [];
  }
}

function summaryOf(state: RunState | null, reasons: readonly WaitReason[]): string {
  if (state === null) return "It has no state yet.";
  if (isFinal(state)) return `It has ended (${state.name}) at ${momentOf(state.timestamp)}, and waits for nothing.`;
  if (isRunning(state)) return `It is running since ${momentOf(state.timestamp)}, and waits for nothing.`;
  return reasons[0]?.message ?? "Nothing is known to keep it.";
}

/** Why a flow run is not running, and what to do; undefined where there is no such run. */
export async function explainFlowRun(session: Session, id: string): Promise<FlowRunExplanation | undefined> {
  const facts = await readFacts(session, id);
  if (!facts) return undefined;
  const { run } = facts;
  const reasons = run.state ? reasonsOf(facts, run.state) : [];
  return {
    flow_run_id: run.id,
    name: run.name,
    state_type: run.state?.type ?? null,
    state_name: run.state?.name ?? null,
    is_waiting: reasons.length > 0,
    summary: summaryOf(run.state, reasons),
    reasons,
  };
}
