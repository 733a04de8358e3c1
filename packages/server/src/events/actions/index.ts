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

/** Begins with an action; answers what it writes. Throws as {@link Performer}. */
export function perform<T extends keyof ActionsByType>(
  action: ActionsByType[T] & { type: T },
  run: ActionRun,
): Promise<ActionWrite> {
  return performers[action.type](action, run);
}
