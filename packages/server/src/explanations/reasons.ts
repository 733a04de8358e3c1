import type { ExplainedResource, WaitReason } from "@prefect-ts/schemas/flow-run-explanation";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { pollTimeout } from "../models/work-queues.ts";
import type { Facts, Taken } from "./facts.ts";
import { lengthOf, momentOf, sinceOf } from "./times.ts";

/** Says why a run waits; undefined where that is not the reason. */
export type Reason = (facts: Facts) => WaitReason | undefined;

const reason = (
  code: WaitReason["code"],
  message: string,
  action: string,
  more: Partial<Pick<WaitReason, "at" | "resource" | "held_by">> = {},
): WaitReason => ({ code, message, action, at: null, resource: null, held_by: [], ...more });

const resource = (kind: string, of: { id: string; name: string }): ExplainedResource => ({
  kind,
  id: of.id,
  name: of.name,
});

/** Pools of these types start runs by themselves. */
const workerless = /:(push|managed)$/;

/** Seconds within which workers ask for runs that are due: they poll every 15 seconds. */
const pollPatience = 20;

/** Whether nobody asks for runs: for long, or since this one is due and has been for longer than a poll takes to come. */
function isForgotten(polled: Timestamp | null, { run, now }: Pick<Facts, "run" | "now">): boolean {
  if (polled === null || now.since(polled) > pollTimeout) return true;
  const due = run.next_scheduled_start_time;
  return due !== null && polled.isBefore(due) && now.since(due) > pollPatience;
}

const byWhom = ({ count, runs }: Taken): string => {
  if (runs.length === 0) return "";
  const names = runs.map(({ name }) => name).join(", ");
  return ` by ${names}${count > runs.length ? ` and ${count - runs.length} more` : ""}`;
};

export const scheduledLater: Reason = ({ run, now }) => {
  const { next_scheduled_start_time: at, state } = run;
  if (!at?.isAfter(now) || state?.name === "AwaitingConcurrencySlot") return undefined;
  const what = state?.name === "AwaitingRetry" ? "It is tried again" : "It is scheduled for later:";
  return reason(
    "scheduled_later",
    `${what} at ${momentOf(at)}, in ${lengthOf(at.since(now))}.`,
    `Wait, or start it now: prefect deployment run, or set its state to Scheduled for now.`,
    { at },
  );
};

export const parentPaused: Reason = ({ parent }) => {
  if (parent?.state_type !== "PAUSED") return undefined;
  return reason(
    "parent_paused",
    `The flow run that started it, ${parent.name}, is paused.`,
    `Resume that run: prefect flow-run resume ${parent.id}`,
    { resource: resource("flow-run", parent) },
  );
};

export const awaitingDeploymentSlot: Reason = ({ run, deployment, ofDeployment, now }) => {
  if (run.state?.name !== "AwaitingConcurrencySlot" || !deployment) return undefined;
  const at = run.next_scheduled_start_time;
  const limit = deployment.limit;
  const full = limit
    ? `${limit.active_slots} of ${limit.limit} slots are taken${byWhom(ofDeployment)}`
    : "it has a limit";
  const again = at?.isAfter(now) ? ` It asks again at ${momentOf(at)}.` : "";
  return reason(
    "awaiting_deployment_slot",
    `The deployment ${deployment.name} runs only so many at once: ${full}. Its collision strategy is ENQUEUE, so this run waits for a slot.${again}`,
    "Wait for one of those runs to end, or raise the deployment's concurrency limit.",
    { at, resource: resource("deployment", deployment), held_by: ofDeployment.runs },
  );
};

export const deploymentLimitFull: Reason = ({ run, deployment, ofDeployment }) => {
  const limit = deployment?.limit;
  if (!deployment || !limit || run.state?.name === "AwaitingConcurrencySlot") return undefined;
  if (!limit.active || limit.active_slots < limit.limit) return undefined;
  const strategy = String(deployment.concurrency_options?.["collision_strategy"] ?? "ENQUEUE");
  const outcome = strategy === "CANCEL_NEW" ? "will be cancelled when it is to start" : "will wait for a slot";
  return reason(
    "deployment_limit_full",
    `The deployment ${deployment.name} has ${limit.active_slots} of ${limit.limit} slots taken${byWhom(ofDeployment)}. Its collision strategy is ${strategy}, so this run ${outcome}.`,
    "Wait for one of those runs to end, or raise the deployment's concurrency limit.",
    { resource: resource("deployment", deployment), held_by: ofDeployment.runs },
  );
};

export const nobodyStartsIt: Reason = ({ queue, deployment }) => {
  if (queue || deployment) return undefined;
  return reason(
    "nobody_starts_it",
    "It belongs to no deployment and to no work queue, so no worker will start it.",
    "The process that made it has to run it. If that is gone, delete the run, or run its flow again.",
  );
};

export const deploymentNotServed: Reason = ({ run, queue, deployment, now }) => {
  if (queue || !deployment || !isForgotten(deployment.last_polled, { run, now })) return undefined;
  return reason(
    "deployment_not_served",
    `The deployment ${deployment.name} has no work pool, and no process has asked for its runs ${sinceOf(deployment.last_polled, now)}.`,
    "Start the process that serves it: flow.serve() in its script, or prefect flow serve.",
    { at: deployment.last_polled, resource: resource("deployment", deployment) },
  );
};

export const poolPaused: Reason = ({ pool }) => {
  if (!pool?.is_paused) return undefined;
  return reason(
    "work_pool_paused",
    `The work pool ${pool.name} is paused.`,
    `Resume it: prefect work-pool resume '${pool.name}'`,
    { resource: resource("work-pool", pool) },
  );
};

export const queuePaused: Reason = ({ queue, pool }) => {
  if (!queue?.is_paused) return undefined;
  return reason(
    "work_queue_paused",
    `The work queue ${queue.name} is paused.`,
    `Resume it: prefect work-queue resume '${queue.name}'${pool ? ` --pool '${pool.name}'` : ""}`,
    { resource: resource("work-queue", queue) },
  );
};

export const noWorker: Reason = ({ run, pool, queue, hasOnlineWorker, lastHeartbeat, now }) => {
  if (!pool || hasOnlineWorker || workerless.test(pool.type)) return undefined;
  // Agents and programs of one's own poll without telling that they live.
  if (queue && !isForgotten(queue.last_polled, { run, now })) return undefined;
  return reason(
    "no_worker",
    `No worker of the work pool ${pool.name} has been heard of ${sinceOf(lastHeartbeat, now)}.`,
    `Start one: prefect worker start --pool '${pool.name}'`,
    { at: lastHeartbeat, resource: resource("work-pool", pool) },
  );
};

export const queueNotPolled: Reason = ({ run, pool, queue, hasOnlineWorker, now }) => {
  if (!queue || !pool || !isForgotten(queue.last_polled, { run, now }) || workerless.test(pool.type)) return undefined;
  const others = hasOnlineWorker ? " The pool has a worker, but it does not ask for this queue." : "";
  return reason(
    "work_queue_not_polled",
    `No worker has polled the work queue ${queue.name} ${sinceOf(queue.last_polled, now)}.${others}`,
    `Start a worker for it: prefect worker start --pool '${pool.name}' --work-queue '${queue.name}'`,
    { at: queue.last_polled, resource: resource("work-queue", queue) },
  );
};

export const poolLimitFull: Reason = ({ pool, inPool }) => {
  if (!pool || pool.concurrency_limit === null || inPool.count < pool.concurrency_limit) return undefined;
  return reason(
    "work_pool_limit_full",
    `The work pool ${pool.name} has ${inPool.count} of ${pool.concurrency_limit} slots taken${byWhom(inPool)}.`,
    `Wait for one of those runs to end, or raise the limit: prefect work-pool set-concurrency-limit '${pool.name}' N`,
    { resource: resource("work-pool", pool), held_by: inPool.runs },
  );
};

export const queueLimitFull: Reason = ({ queue, inQueue }) => {
  if (!queue || queue.concurrency_limit === null || inQueue.count < queue.concurrency_limit) return undefined;
  return reason(
    "work_queue_limit_full",
    `The work queue ${queue.name} has ${inQueue.count} of ${queue.concurrency_limit} slots taken${byWhom(inQueue)}.`,
    `Wait for one of those runs to end, or raise the limit: prefect work-queue set-concurrency-limit '${queue.name}' N`,
    { resource: resource("work-queue", queue), held_by: inQueue.runs },
  );
};

export const runsAhead: Reason = ({ queue, ahead }) => {
  if (!queue || ahead.count === 0) return undefined;
  const [were, are] = ahead.count === 1 ? ["1 run was", "is"] : [`${ahead.count} runs were`, "are"];
  return reason(
    "runs_ahead",
    `${were} due before it in the work queue ${queue.name}, and ${are} started first.`,
    "Wait, or let workers start more at once: prefect worker start --limit.",
    { resource: resource("work-queue", queue), held_by: ahead.runs },
  );
};

export const late: Reason = ({ run, now }) => {
  const at = run.expected_start_time;
  if (run.state?.name !== "Late" || !at) return undefined;
  return reason(
    "late",
    `It should have started at ${momentOf(at)}, and is late by ${lengthOf(now.since(at))}.`,
    "What stands before this keeps it from starting; it starts as soon as that is mended.",
    { at },
  );
};
