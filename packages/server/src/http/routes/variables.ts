import { IntegrityError } from "@prefect-ts/database/errors";
import { OrNull, WithDefault } from "@prefect-ts/schemas/types";
import { repr } from "@prefect-ts/schemas/validation/python";
import { Variable, VariableCreate, VariableFilter, VariableSort, VariableUpdate } from "@prefect-ts/schemas/variable";
import { Type } from "typebox";
import type { ServerContext } from "../../context.ts";
import * as variables from "../../models/variables.ts";
import { HttpError } from "../../errors.ts";
import { ById, ByName, Limit, Offset, pageSize } from "../parameters.ts";
import { type Route, route } from "../route.ts";

const tag = "Variables";
const notFound = () => new HttpError(404, "Variable not found.");

async function create(body: VariableCreate, context: ServerContext): Promise<Variable> {
  try {
    return await context.write((tx) => variables.createVariable(tx, body));
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    throw new HttpError(409, `A variable with the name ${repr(body.name)} already exists.`);
  }
}

async function read(key: variables.VariableKey, context: ServerContext): Promise<Variable> {
  const variable = await context.read((session) => variables.readVariable(session, key));
  if (!variable) throw notFound();
  return variable;
}

async function update(key: variables.VariableKey, body: VariableUpdate, context: ServerContext): Promise<void> {
  if (!(await context.write((tx) => variables.updateVariable(tx, key, body)))) throw notFound();
}

async function remove(key: variables.VariableKey, context: ServerContext): Promise<void> {
  if (!(await context.write((tx) => variables.deleteVariable(tx, key)))) throw notFound();
}

export const variableRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/variables/",
    tag,
    operation: "create_variable_variables__post",
    body: VariableCreate,
    status: 201,
    response: Variable,
    handle: ({ body, context }) => create(body, context),
  }),
  route({
    method: "GET",
    path: "/variables/{id}",
    tag,
    operation: "read_variable_variables__id__get",
    params: ById,
    response: Variable,
    handle: ({ params, context }) => read(["id", params.id], context),
  }),
  route({
    method: "GET",
    path: "/variables/name/{name}",
    tag,
    operation: "read_variable_by_name_variables_name__name__get",
    params: ByName,
    response: Variable,
    handle: ({ params, context }) => read(["name", params.name], context),
  }),
  route({
    method: "POST",
    path: "/variables/filter",
    tag,
    operation: "read_variables_variables_filter_post",
    body: Type.Object(
      {
        offset: Offset,
        variables: OrNull(VariableFilter),
        sort: WithDefault(VariableSort, "NAME_ASC"),
        limit: Limit,
      },
      { $id: "Body_read_variables_variables_filter_post" },
    ),
    bodyRequired: false,
    response: Type.Array(Variable),
    handle: ({ body, context }) => {
      const part = { limit: pageSize(body.limit, context), offset: body.offset };
      return context.read((session) => variables.readVariables(session, body.variables, body.sort, part));
    },
  }),
  route({
    method: "POST",
    path: "/variables/count",
    tag,
    operation: "count_variables_variables_count_post",
    body: Type.Object({ variables: OrNull(VariableFilter) }, { $id: "Body_count_variables_variables_count_post" }),
    bodyRequired: false,
    response: Type.Integer(),
    handle: ({ body, context }) => context.read((session) => variables.countVariables(session, body.variables)),
  }),
  route({
    method: "PATCH",
    path: "/variables/{id}",
    tag,
    operation: "update_variable_variables__id__patch",
    params: ById,
    body: VariableUpdate,
    status: 204,
    handle: ({ params, body, context }) => update(["id", params.id], body, context),
  }),
  route({
    method: "PATCH",
    path: "/variables/name/{name}",
    tag,
    operation: "update_variable_by_name_variables_name__name__patch",
    params: ByName,
    body: VariableUpdate,
    status: 204,
    handle: ({ params, body, context }) => update(["name", params.name], body, context),
  }),
  route({
    method: "DELETE",
    path: "/variables/{id}",
    tag,
    operation: "delete_variable_variables__id__delete",
    params: ById,
    status: 204,
    handle: ({ params, context }) => remove(["id", params.id], context),
  }),
  route({
    method: "DELETE",
    path: "/variables/name/{name}",
    tag,
    operation: "delete_variable_by_name_variables_name__name__delete",
    params: ByName,
    status: 204,
    handle: ({ params, context }) => remove(["name", params.name], context),
  }),
];
