import { IntegrityError } from "@prefect-ts/database/errors";
import { dashedName } from "@prefect-ts/schemas/names";
import { FlowRunInput } from "@prefect-ts/schemas/flow-run-input";
import { check, Json, OrNull, Uuid } from "@prefect-ts/schemas/types";
import { Type } from "typebox";
import * as inputs from "../../models/flow-run-inputs.ts";
import { HttpError } from "../../errors.ts";
import { ById } from "../parameters.ts";
import { Content } from "../reply.ts";
import { type Route, route } from "../route.ts";

const tag = "Flow Runs";
const ByKey = Type.Object({ id: Uuid, key: Type.String() });
const notFound = () => new HttpError(404, "Flow run input not found");

export const flowRunInputRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/flow_runs/{id}/input",
    tag,
    operation: "create_flow_run_input_flow_runs__id__input_post",
    params: ById,
    body: Type.Object(
      { key: Type.String({ [check]: dashedName("key") }), value: Type.String(), sender: OrNull(Type.String()) },
      { $id: "Body_create_flow_run_input_flow_runs__id__input_post" },
    ),
    status: 201,
    response: Json,
    handle: async ({ params, body, context }) => {
      try {
        await context.write((tx) => inputs.createFlowRunInput(tx, { flow_run_id: params.id, ...body }));
        return null;
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error;
        throw error.kind === "unique"
          ? new HttpError(409, "A flow run input with this key already exists.")
          : new HttpError(404, "Flow run not found");
      }
    },
  }),
  route({
    method: "POST",
    path: "/flow_runs/{id}/input/filter",
    tag,
    operation: "filter_flow_run_input_flow_runs__id__input_filter_post",
    params: ById,
    body: Type.Object(
      {
        prefix: Type.String(),
        limit: Type.Integer({ default: 1 }),
        exclude_keys: Type.Array(Type.String(), { default: [] }),
      },
      { $id: "Body_filter_flow_run_input_flow_runs__id__input_filter_post" },
    ),
    response: Type.Array(FlowRunInput),
    handle: ({ params, body, context }) => {
      const { prefix, limit, exclude_keys: excludeKeys } = body;
      return context.read((session) => inputs.filterFlowRunInputs(session, params.id, { prefix, limit, excludeKeys }));
    },
  }),
  route({
    method: "GET",
    path: "/flow_runs/{id}/input/{key}",
    tag,
    operation: "read_flow_run_input_flow_runs__id__input__key__get",
    params: ByKey,
    response: Json,
    handle: async ({ params, context }) => {
      const input = await context.read((session) => inputs.readFlowRunInput(session, params.id, params.key));
      if (!input) throw notFound();
      return new Content(input.value);
    },
  }),
  route({
    method: "DELETE",
    path: "/flow_runs/{id}/input/{key}",
    tag,
    operation: "delete_flow_run_input_flow_runs__id__input__key__delete",
    params: ByKey,
    status: 204,
    handle: async ({ params, context }) => {
      if (!(await context.write((tx) => inputs.deleteFlowRunInput(tx, params.id, params.key)))) throw notFound();
    },
  }),
];
