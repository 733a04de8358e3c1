import type { Session } from "@prefect-ts/database/database";
import {
  DeploymentSchedule,
  DeploymentScheduleCreate,
  DeploymentScheduleUpdate,
} from "@prefect-ts/schemas/deployment-schedule";
import { Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import { readDeploymentPlace } from "../../models/deployment-record.ts";
import { deleteScheduledRuns } from "../../models/deployment-runs.ts";
import { createSchedules, deleteSchedule, readSchedules, updateSchedule } from "../../models/deployment-schedules.ts";
import { HttpError } from "../../errors.ts";
import { ById } from "../parameters.ts";
import { type Route, route } from "../route.ts";
import { refusingTakenName } from "../taken-name.ts";

const tag = "Deployments";
const ByScheduleId = Type.Object({ id: Uuid, schedule_id: Uuid });
const scheduleNotFound = () => new HttpError(404, "Schedule not found.");

async function requireDeployment(session: Session, id: string): Promise<void> {
  if (!(await readDeploymentPlace(session, id))) throw new HttpError(404, "Deployment not found.");
}

export const deploymentScheduleRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/deployments/{id}/schedules",
    tag,
    operation: "read_deployment_schedules_deployments__id__schedules_get",
    params: ById,
    response: Type.Array(DeploymentSchedule),
    handle: ({ params, context }) =>
      context.read(async (session) => {
        await requireDeployment(session, params.id);
        return await readSchedules(session, params.id);
      }),
  }),
  route({
    method: "POST",
    path: "/deployments/{id}/schedules",
    tag,
    operation: "create_deployment_schedules_deployments__id__schedules_post",
    params: ById,
    body: Type.Array(DeploymentScheduleCreate),
    status: 201,
    response: Type.Array(DeploymentSchedule),
    handle: ({ params, body, context }) =>
      context.write(async (tx) => {
        await requireDeployment(tx, params.id);
        return await refusingTakenName("Schedule slugs must be unique within a deployment.", () =>
          createSchedules(tx, params.id, body),
        );
      }),
  }),
  route({
    method: "PATCH",
    path: "/deployments/{id}/schedules/{schedule_id}",
    tag,
    operation: "update_deployment_schedule_deployments__id__schedules__schedule_id__patch",
    params: ByScheduleId,
    body: DeploymentScheduleUpdate,
    status: 204,
    handle: ({ params, body, context }) =>
      context.write(async (tx) => {
        await requireDeployment(tx, params.id);
        if (!(await updateSchedule(tx, params.id, ["id", params.schedule_id], body))) throw scheduleNotFound();
        await deleteScheduledRuns(tx, params.id, { autoScheduled: true, future: true });
      }),
  }),
  route({
    method: "DELETE",
    path: "/deployments/{id}/schedules/{schedule_id}",
    tag,
    operation: "delete_deployment_schedule_deployments__id__schedules__schedule_id__delete",
    params: ByScheduleId,
    status: 204,
    handle: ({ params, context }) =>
      context.write(async (tx) => {
        await requireDeployment(tx, params.id);
        if (!(await deleteSchedule(tx, params.id, params.schedule_id))) throw scheduleNotFound();
        await deleteScheduledRuns(tx, params.id, { autoScheduled: true });
      }),
  }),
];
