import {
  DeploymentBulkDeleteResponse,
  DeploymentCreate,
  DeploymentFilter,
  DeploymentPaginationResponse,
  DeploymentResponse,
  DeploymentSort,
  DeploymentUpdate,
} from "@prefect-ts/schemas/deployment";
import { OrNull, WithDefault } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import {
  countDeployments,
  readDeployment,
  readDeploymentByName,
  readDeployments,
  toDeploymentResponse,
} from "../../models/deployment-record.ts";
import { updateDeployment } from "../../models/deployment-update.ts";
import { createDeployment, deleteDeployment, deleteDeployments, setPaused } from "../../models/deployments.ts";
import { HttpError } from "../../errors.ts";
import { checkParameterSize, withConformingParameters } from "../parameter-checks.ts";
import { ById, Limit, Offset, Page, pageOf, pageSize } from "../parameters.ts";
import { created, ok } from "../reply.ts";
import { AutomationHeaders } from "../requester.ts";
import { type Route, route } from "../route.ts";
import { queuedRunFilters } from "../run-filters.ts";

const tag = "Deployments";
const notFound = () => new HttpError(404, "Deployment not found");
const sort = WithDefault(DeploymentSort, "NAME_ASC");

export const deploymentRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/deployments/",
    tag,
    operation: "create_deployment_deployments__post",
    headers: AutomationHeaders,
    body: withConformingParameters(DeploymentCreate),
    response: DeploymentResponse,
    handle: async ({ body, context }) => {
      checkParameterSize(context, body);
      const { deployment, isNew } = await context.write((tx) => createDeployment(tx, body));
      const answer = toDeploymentResponse(deployment);
      return isNew ? created(answer) : ok(answer);
    },
  }),
  route({
    method: "PATCH",
    path: "/deployments/{id}",
    tag,
    operation: "update_deployment_deployments__id__patch",
    params: ById,
    body: DeploymentUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      checkParameterSize(context, body);
      const found = await context.write((tx) => updateDeployment(tx, params.id, body));
      if (!found) throw new HttpError(404, "Deployment not found.");
    },
  }),
  route({
    method: "GET",
    path: "/deployments/name/{flow_name}/{deployment_name}",
    tag,
    operation: "read_deployment_by_name_deployments_name__flow_name___deployment_name__get",
    params: Type.Object({ flow_name: Type.String(), deployment_name: Type.String() }),
    response: DeploymentResponse,
    handle: async ({ params, context }) => {
      const deployment = await context.read((session) =>
        readDeploymentByName(session, params.flow_name, params.deployment_name),
      );
      if (!deployment) throw notFound();
      return toDeploymentResponse(deployment);
    },
  }),
  route({
    method: "GET",
    path: "/deployments/{id}",
    tag,
    operation: "read_deployment_deployments__id__get",
    params: ById,
    response: DeploymentResponse,
    handle: async ({ params, context }) => {
      const deployment = await context.read((session) => readDeployment(session, params.id));
      if (!deployment) throw notFound();
      return toDeploymentResponse(deployment);
    },
  }),
  route({
    method: "POST",
    path: "/deployments/filter",
    tag,
    operation: "read_deployments_deployments_filter_post",
    body: Type.Object(
      { offset: Offset, ...queuedRunFilters, sort, limit: Limit },
      { $id: "Body_read_deployments_deployments_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(DeploymentResponse),
    shared: true,
    handle: async ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      const deployments = await context.readWide((session) => readDeployments(session, body, body.sort, part));
      return deployments.map(toDeploymentResponse);
    },
  }),
  route({
    method: "POST",
    path: "/deployments/paginate",
    tag,
    operation: "paginate_deployments_deployments_paginate_post",
    body: Type.Object(
      { page: Page, ...queuedRunFilters, sort, limit: Limit },
      { $id: "Body_paginate_deployments_deployments_paginate_post" },
    ),
    bodyRequired: false,
    response: DeploymentPaginationResponse,
    shared: true,
    handle: ({ body, context }) => {
      const limit = pageSize(body.limit, context);
      return context.readWide(async (session) => {
        const part = { limit, offset: (body.page - 1) * limit };
        const deployments = await readDeployments(session, body, body.sort, part);
        const count = await countDeployments(session, body);
        return pageOf(deployments.map(toDeploymentResponse), count, limit, body.page);
      });
    },
  }),
  route({
    method: "POST",
    path: "/deployments/count",
    tag,
    operation: "count_deployments_deployments_count_post",
    body: Type.Object(queuedRunFilters, { $id: "Body_count_deployments_deployments_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => countDeployments(session, body)),
  }),
  route({
    method: "DELETE",
    path: "/deployments/{id}",
    tag,
    operation: "delete_deployment_deployments__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => deleteDeployment(tx, params.id)))) throw notFound();
    },
  }),
  route({
    method: "POST",
    path: "/deployments/bulk_delete",
    tag,
    operation: "bulk_delete_deployments_deployments_bulk_delete_post",
    body: Type.Object(
      { deployments: OrNull(DeploymentFilter), limit: Type.Integer({ minimum: 1, maximum: 50, default: 50 }) },
      { $id: "Body_bulk_delete_deployments_deployments_bulk_delete_post" },
    ),
    bodyRequired: false,
    response: DeploymentBulkDeleteResponse,
    handle: async ({ body, context }) => ({
      deleted: await context.write((tx) => deleteDeployments(tx, body.deployments, body.limit)),
    }),
  }),
  ...(["resume", "pause"] as const).map((verb) =>
    route({
      method: "POST",
      path: `/deployments/{id}/${verb}_deployment`,
      tag,
      operation: `${verb}_deployment_deployments__id__${verb}_deployment_post`,
      params: ById,
      response: Type.Unknown(),
      handle: async ({ params, context }) => {
        if (!(await context.write((tx) => setPaused(tx, params.id, verb === "pause")))) throw notFound();
        return null;
      },
    }),
  ),
];
