import type {
  PauseAutomation,
  PauseDeployment,
  PauseWorkPool,
  PauseWorkQueue,
  ResumeAutomation,
  ResumeDeployment,
  ResumeWorkPool,
  ResumeWorkQueue,
} from "@prefect-ts/schemas/action";
import { WorkQueueUpdate } from "@prefect-ts/schemas/work-queue";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { HttpError, ObjectNotFoundError } from "../../errors.ts";
import { setAutomationEnabled } from "../../models/automations.ts";
import { setPaused } from "../../models/deployments.ts";
import { readPoolById, updatePool } from "../../models/work-pools.ts";
import { readQueueById, updateQueue } from "../../models/work-queues.ts";
import { chosenId } from "./inference.ts";
import { ActionFailedError, type Performer, target } from "./performer.ts";

/** Pauses or resumes a deployment. */
export const pauseDeployment =
  (paused: boolean): Performer<PauseDeployment | ResumeDeployment> =>
  async ({ source, deployment_id }, { triggered, result }) => {
    const id = chosenId(triggered, { source, id: deployment_id, kind: "deployment" });
    target(result, "deployment", id);
    return async (tx) => {
      if (!(await setPaused(tx, id, paused))) throw new HttpError(404, "Deployment not found");
      result.details["status_code"] = 200;
    };
  };

/** Pauses or resumes a work pool. */
export const pauseWorkPool =
  (paused: boolean): Performer<PauseWorkPool | ResumeWorkPool> =>
  async ({ source, work_pool_id }, { triggered, result }) => {
    const id = chosenId(triggered, { source, id: work_pool_id, kind: "work-pool" });
    return async (tx) => {
      const pool = await readPoolById(tx, id);
      if (!pool) throw new ActionFailedError(`Work pool ${id} not found`);
      target(result, "work-pool", id, { "prefect.resource.name": pool.name });
      await updatePool(tx, pool.name, { is_paused: paused });
      result.details["status_code"] = 204;
    };
  };

/** Pauses or resumes a work queue. */
export const pauseWorkQueue =
  (paused: boolean): Performer<PauseWorkQueue | ResumeWorkQueue> =>
  async ({ source, work_queue_id }, { triggered, result }) => {
    const id = chosenId(triggered, { source, id: work_queue_id, kind: "work-queue" });
    target(result, "work-queue", id);
    return async (tx) => {
      const queue = await readQueueById(tx, id);
      if (!queue) throw new ObjectNotFoundError(`Work Queue with id ${id} not found`);
      await updateQueue(tx, queue, parse(WorkQueueUpdate, { is_paused: paused }));
      result.details["status_code"] = 204;
    };
  };

/** Switches an automation off or on. */
export const pauseAutomation =
  (paused: boolean): Performer<PauseAutomation | ResumeAutomation> =>
  async ({ source, automation_id }, { triggered, result }) => {
    const id = chosenId(triggered, { source, id: automation_id, kind: "automation" });
    target(result, "automation", id);
    return async (tx) => {
      if (!(await setAutomationEnabled(tx, id, !paused))) throw new ObjectNotFoundError("Automation not found");
      result.details["status_code"] = 204;
    };
  };
