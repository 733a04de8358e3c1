import {
  Automation,
  AutomationCreate,
  AutomationFilter,
  AutomationPartialUpdate,
  AutomationSort,
  AutomationUpdate,
} from "@prefect-ts/schemas/automation";
import { OrNull, WithDefault } from "@prefect-ts/schemas/types";
import { fieldsSet } from "@prefect-ts/schemas/validation/compile";
import { Type } from "typebox";
import type { ServerContext } from "../../context.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import * as automations from "../../models/automations.ts";
import { ObjectNotFoundError, RequestInvalidError } from "../../errors.ts";
import { ById, Limit, Offset, pageSize } from "../parameters.ts";
import { Reply } from "../reply.ts";
import { type Route, route } from "../route.ts";

const tag = "Automations";
const ByResource = Type.Object({ resource_id: Type.String() });

function found<T>(automation: T | undefined | false): T {
  if (!automation) throw new ObjectNotFoundError("Automation not found");
  return automation;
}

async function patch(id: string, body: AutomationPartialUpdate, context: ServerContext): Promise<void> {
  const enabled = fieldsSet(body).has("enabled") ? body.enabled : undefined;
  try {
    found(await context.write((tx) => automations.setAutomationEnabled(tx, id, enabled)));
  } catch (error) {
    if (!(error instanceof automations.EndlessAutomationError)) throw error;
    const msg = `Value error, ${error.message}`;
    const item = { type: "value_error", loc: [], msg, input: error.automation, ctx: { error: {} } };
    throw new RequestInvalidError([item], body);
  }
}

export const automationRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/automations/",
    tag,
    operation: "create_automation_automations__post",
    body: AutomationCreate,
    status: 201,
    response: Automation,
    handle: ({ body, context }) => context.write((tx) => automations.createAutomation(tx, body)),
  }),
  route({
    method: "PUT",
    path: "/automations/{id}",
    tag,
    operation: "update_automation_automations__id__put",
    params: ById,
    body: AutomationUpdate,
    status: 204,
    handle: async ({ params, body, context }) => {
      found(await context.write((tx) => automations.updateAutomation(tx, params.id, body)));
    },
  }),
  route({
    method: "PATCH",
    path: "/automations/{id}",
    tag,
    operation: "patch_automation_automations__id__patch",
    params: ById,
    body: AutomationPartialUpdate,
    status: 204,
    handle: ({ params, body, context }) => patch(params.id, body, context),
  }),
  route({
    method: "DELETE",
    path: "/automations/{id}",
    tag,
    operation: "delete_automation_automations__id__delete",
    params: ById,
    status: 204,
    handle: async ({ params, context }) => {
      found(await context.write((tx) => automations.deleteAutomation(tx, params.id)));
    },
  }),
  route({
    method: "POST",
    path: "/automations/filter",
    tag,
    operation: "read_automations_automations_filter_post",
    body: Type.Object(
      {
        sort: WithDefault(AutomationSort, "NAME_ASC"),
        offset: Offset,
        automations: OrNull(AutomationFilter),
        limit: Limit,
      },
      { $id: "Body_read_automations_automations_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(Automation),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => automations.readAutomations(session, body.automations, body.sort, part));
    },
  }),
  route({
    method: "POST",
    path: "/automations/count",
    tag,
    operation: "count_automations_automations_count_post",
    body: Type.Object(
      { automations: OrNull(AutomationFilter) },
      { $id: "Body_count_automations_automations_count_post" },
    ),
    bodyRequired: false,
    response: Type.Integer(),
    handle: ({ body, context }) => context.read((session) => automations.countAutomations(session, body.automations)),
  }),
  route({
    method: "GET",
    path: "/automations/{id}",
    tag,
    operation: "read_automation_automations__id__get",
    params: ById,
    response: Automation,
    handle: async ({ params, context }) =>
      found(await context.read((session) => automations.readAutomation(session, params.id))),
  }),
  route({
    method: "GET",
    path: "/automations/related-to/{resource_id}",
    tag,
    operation: "read_automations_related_to_resource_automations_related_to__resource_id__get",
    params: ByResource,
    response: Type.Array(Automation),
    handle: ({ params, context }) =>
      context.read((session) => automations.readAutomationsRelatedTo(session, params.resource_id)),
  }),
  route({
    method: "DELETE",
    path: "/automations/owned-by/{resource_id}",
    tag,
    operation: "delete_automations_owned_by_resource_automations_owned_by__resource_id__delete",
    params: ByResource,
    status: 202,
    response: Type.Unknown(),
    handle: async ({ params, context }) => {
      const asked = Timestamp.now();
      await context.write((tx) => automations.deleteAutomationsOwnedBy(tx, params.resource_id, asked));
      return new Reply(202, null);
    },
  }),
];
