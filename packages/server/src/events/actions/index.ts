import type { Action } from "@prefect-ts/schemas/automation";
import {
  cancelFlowRun,
  changeFlowRunState,
  deleteFlowRunAction,
  resumeFlowRunAction,
  suspendFlowRun,
} from "./flow-runs.ts";
import { pauseAutomation, pauseDeployment, pauseWorkPool, pauseWorkQueue } from "./pauses.ts";
import type { ActionRun, ActionWrite, Performer } from "./performer.ts";
import { callWebhook } from "./call-webhook.ts";
import { runDeployment } from "./run-deployment.ts";
import { sendNotification } from "./send-notification.ts";

type ActionsByType = { [A in Action as A["type"]]: A };
type Performers = { [T in keyof ActionsByType]: Performer<ActionsByType[T]> };

/** How each action is done. */
const performers: Performers = {
  "do-nothing": async () => async () => {},
  "run-deployment": runDeployment,
  "pause-deployment": pauseDeployment(true),
  "resume-deployment": pauseDeployment(false),
  "cancel-flow-run": cancelFlowRun,
  "suspend-flow-run": suspendFlowRun,
  "resume-flow-run": resumeFlowRunAction,
  "delete-flow-run": deleteFlowRunAction,
  "change-flow-run-state": changeFlowRunState,
  "pause-work-pool": pauseWorkPool(true),
  "resume-work-pool": pauseWorkPool(false),
  "pause-work-queue": pauseWorkQueue(true),
  "resume-work-queue": pauseWorkQueue(false),
  "pause-automation": pauseAutomation(true),
  "resume-automation": pauseAutomation(false),
  "send-notification": sendNotification,
  "call-webhook": callWebhook,
};

/** Those that reach out of the database: what they did there cannot be undone with others. */
const reachOut: ReadonlySet<Action["type"]> = new Set(["send-notification", "call-webhook"]);

/**
 * Whether the actions of an automation may be done in one transaction, one after another. Those of different types may not:
 * what one of them looks at before it writes may be what the other has written.
 */
export const mayJoin = (first: Action, next: Action): boolean => first.type === next.type && !reachOut.has(first.type);

/** Begins with an action; answers what it writes. Throws as {@link Performer}. */
export function perform<T extends keyof ActionsByType>(
  action: ActionsByType[T] & { type: T },
  run: ActionRun,
): Promise<ActionWrite> {
  return performers[action.type](action, run);
}
