import type { Session } from "@prefect-ts/database/database";
import type { StateType } from "@prefect-ts/schemas/state";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Cleanup } from "../cleanups/cleanup-rows.ts";
import type { Cleanups } from "../cleanups/cleanups.ts";
import type { Tx } from "../context.ts";
import { setFlowRunState } from "../models/flow-runs.ts";
import { setTaskRunState } from "../models/task-run-state.ts";
import { terminalTypes } from "@prefect-ts/schemas/state";
import { newState } from "../states/state.ts";
import { type Service, writeEach } from "./service.ts";

/** Of each kind; what is left over comes with the next pass. */
const mostAtOnce = 1000;
/** Flow runs that were cancelled longer ago have been looked at often enough. */
const recentSeconds = 86_400;

const parentCancelled = "The parent flow run was cancelled.";
const timedOut = "Flow run cancellation timed out; marked this flow run as Cancelled.";

const unfinished: readonly StateType[] = ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"];

const orphanedTaskRuns = ({ db }: Session) =>
  db
    .selectFrom("task_run")
    .innerJoin("flow_run as parent", "parent.id", "task_run.flow_run_id")
    .select("task_run.id")
    .where("parent.state_type", "=", "CANCELLED")
    .where("parent.end_time", ">=", Timestamp.now().plus(-recentSeconds))
    .where("task_run.state_type", "not in", terminalTypes);

async function cancelTaskRun(tx: Tx, { id }: { id: string }): Promise<void> {
  const run = await orphanedTaskRuns(tx).where("task_run.id", "=", id).executeTakeFirst();
  if (!run) return;
  await setTaskRunState(tx, { id, state: newState("CANCELLED", { message: parentCancelled }), force: true });
}

/** Those with a deployment have infrastructure of their own, which stops by way of Cancelling. */
const orphanedSubflowRuns = ({ db }: Session) =>
  db
    .selectFrom("flow_run")
    .innerJoin("task_run", "task_run.id", "flow_run.parent_task_run_id")
    .innerJoin("flow_run as parent", "parent.id", "task_run.flow_run_id")
    .select(["flow_run.id", "flow_run.deployment_id"])
    .where("parent.state_type", "=", "CANCELLED")
    .where("flow_run.state_type", "in", unfinished)
    .where(({ eb, or }) =>
      or([eb("flow_run.deployment_id", "is", null), eb("flow_run.state_type", "!=", "CANCELLING")]),
    );

async function cancelSubflowRun(tx: Tx, { id }: { id: string }): Promise<void> {
  const run = await orphanedSubflowRuns(tx).where("flow_run.id", "=", id).executeTakeFirst();
  if (!run) return;
  const type = run.deployment_id === null ? "CANCELLED" : "CANCELLING";
  await setFlowRunState(tx, { id, state: newState(type, { message: parentCancelled }) });
}

const stuckRuns = ({ db }: Session, since: Timestamp) =>
  db
    .selectFrom("flow_run")
    .select("flow_run.id")
    .where("flow_run.state_type", "=", "CANCELLING")
    .where("flow_run.state_timestamp", "<=", since);

/** Pools of these types have no workers that could remove a run's infrastructure. */
const workerless = /:(push|managed)$/;

/** What a worker has to remove of a run; undefined where no worker could. */
async function cleanupOf({ db }: Session, id: string): Promise<Cleanup | undefined> {
  const run = await db
    .selectFrom("flow_run")
    .innerJoin("work_queue as queue", "queue.id", "flow_run.work_queue_id")
    .innerJoin("work_pool as pool", "pool.id", "queue.work_pool_id")
    .select(["flow_run.infrastructure_pid", "queue.id as queueId", "pool.id as poolId", "pool.type"])
    .where("flow_run.id", "=", id)
    .executeTakeFirst();
  if (!run || workerless.test(run.type)) return undefined;
  const { queueId, poolId, infrastructure_pid } = run;
  const target = { flow_run_id: id, infrastructure_pid };
  return { id: uuid7(), poolId, queueId, kind: "cancelling_timeout_teardown.v1", target };
}

async function endCancelling(tx: Tx, id: string, since: Timestamp, cleanups: Cleanups): Promise<void> {
  const run = await stuckRuns(tx, since).where("flow_run.id", "=", id).executeTakeFirst();
  if (!run) return;
  const { status } = await setFlowRunState(tx, { id, state: newState("CANCELLED", { message: timedOut }) });
  const cleanup = status === "ACCEPT" ? await cleanupOf(tx, id) : undefined;
  if (cleanup) await cleanups.add(tx, cleanup);
}

/** Ends cancellations that take too long, with what is left of their infrastructure, and cancels what cancelled flow runs left unfinished. */
export const cancellationCleanup: Service = {
  name: "cancellation cleanup",
  setting: "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED",
  summary: "Ends cancellations that take too long, and cancels what cancelled runs left unfinished.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS"),
  async pass(context, signal) {
    const timeout = context.settings.get("PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS");
    const since = Timestamp.now().plus(-timeout);
    const stuck = await context.read((session) => stuckRuns(session, since).limit(mostAtOnce).execute());
    await writeEach(context, signal, stuck, (tx, { id }) => endCancelling(tx, id, since, context.cleanups));

    const subflowRuns = await context.read((session) => orphanedSubflowRuns(session).limit(mostAtOnce).execute());
    await writeEach(context, signal, subflowRuns, cancelSubflowRun);

    const taskRuns = await context.read((session) => orphanedTaskRuns(session).limit(mostAtOnce).execute());
    await writeEach(context, signal, taskRuns, cancelTaskRun);
  },
};
