import {
  Flow,
  FlowBulkDeleteResponse,
  FlowCreate,
  FlowFilter,
  FlowPaginationResponse,
  FlowSort,
  FlowUpdate,
} from "@prefect-ts/schemas/flow";
import { OrNull, WithDefault } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as flows from "../../models/flows.ts";
import { HttpError } from "../../errors.ts";
import { ById, ByName, Limit, Offset, Page, pageOf, pageSize } from "../parameters.ts";
import { created } from "../reply.ts";
import { type Route, route } from "../route.ts";
import { runFilters, strictRunFilters } from "../run-filters.ts";

const tag = "Flows";
const notFound = () => new HttpError(404, "Flow not found");

export const flowRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/flows/",
    tag,
    operation: "create_flow_flows__post",
    body: FlowCreate,
    response: Flow,
    handle: async ({ body, context }) => {
      const { flow, isNew } = await context.write((tx) => flows.createFlow(tx, body));
      return isNew ? created(flow) : flow;
    },
  }),
  route({
    method: "PATCH",
    path: "/flows/{id}",
    tag,
    operation: "update_flow_flows__id__patch",
    params: ById,
    body: FlowUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      if (!(await context.write((tx) => flows.updateFlow(tx, params.id, body)))) throw notFound();
    },
  }),
  route({
    method: "POST",
    path: "/flows/count",
    tag,
    operation: "count_flows_flows_count_post",
    body: Type.Object(strictRunFilters, { $id: "Body_count_flows_flows_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    shared: true,
    handle: ({ body, context }) => context.readWide((session) => flows.countFlows(session, body)),
  }),
  route({
    method: "GET",
    path: "/flows/name/{name}",
    tag,
    operation: "read_flow_by_name_flows_name__name__get",
    params: ByName,
    response: Flow,
    handle: async ({ params, context }) => {
      const flow = await context.read((session) => flows.readFlowByName(session, params.name));
      if (!flow) throw notFound();
      return flow;
    },
  }),
  route({
    method: "GET",
    path: "/flows/{id}",
    tag,
    operation: "read_flow_flows__id__get",
    params: ById,
    response: Flow,
    handle: async ({ params, context }) => {
      const flow = await context.read((session) => flows.readFlow(session, params.id));
      if (!flow) throw notFound();
      return flow;
    },
  }),
  route({
    method: "POST",
    path: "/flows/filter",
    tag,
    operation: "read_flows_flows_filter_post",
    body: Type.Object(
      { offset: Offset, ...strictRunFilters, sort: WithDefault(FlowSort, "NAME_ASC"), limit: Limit },
      { $id: "Body_read_flows_flows_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(Flow),
    shared: true,
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.readWide((session) => flows.readFlows(session, body, body.sort, part));
    },
  }),
  route({
    method: "DELETE",
    path: "/flows/{id}",
    tag,
    operation: "delete_flow_flows__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => flows.deleteFlow(tx, params.id)))) throw notFound();
    },
  }),
  route({
    method: "POST",
    path: "/flows/bulk_delete",
    tag,
    operation: "bulk_delete_flows_flows_bulk_delete_post",
    body: Type.Object(
      { flows: OrNull(FlowFilter), limit: Type.Integer({ minimum: 1, maximum: 50, default: 50 }) },
      { $id: "Body_bulk_delete_flows_flows_bulk_delete_post" },
    ),
    bodyRequired: false,
    response: FlowBulkDeleteResponse,
    handle: async ({ body, context }) => ({
      deleted: await context.write((tx) => flows.deleteFlows(tx, body.flows, body.limit)),
    }),
  }),
  route({
    method: "POST",
    path: "/flows/paginate",
    tag,
    operation: "paginate_flows_flows_paginate_post",
    body: Type.Object(
      { page: Page, ...runFilters, sort: WithDefault(FlowSort, "NAME_ASC"), limit: Limit },
      { $id: "Body_paginate_flows_flows_paginate_post" },
    ),
    bodyRequired: false,
    response: FlowPaginationResponse,
    shared: true,
    handle: ({ body, context }) => {
      const limit = pageSize(body.limit, context);
      return context.readWide(async (session) => {
        const part = { limit, offset: (body.page - 1) * limit };
        const results = await flows.readFlows(session, body, body.sort, part);
        return pageOf(results, await flows.countFlows(session, body), limit, body.page);
      });
    },
  }),
];
