import { JsonObject } from "@prefect-ts/schemas/types";
import { SchemaValuesValidationResponse } from "@prefect-ts/schemas/ui";
import { Type } from "typebox";
import { hydrateForForm } from "../../parameters/hydration.ts";
import {
  CircularSchemaError,
  circularSchema,
  InvalidValuesError,
  schemaComplaint,
  valueErrors,
} from "../../parameters/parameters.ts";
import { preprocess } from "../../parameters/preprocess.ts";
import { valueProblems } from "../../parameters/value-problems.ts";
import { HttpError } from "../../errors.ts";
import { type Route, route } from "../route.ts";

function problemsOf(values: unknown, schema: unknown) {
  try {
    return valueProblems(valueErrors(values, schema, { preprocess: false }));
  } catch (error) {
    if (error instanceof CircularSchemaError) throw new HttpError(422, circularSchema);
    if (error instanceof InvalidValuesError) throw new HttpError(422, `Invalid schema: ${error.message}`);
    throw error;
  }
}

export const uiSchemaRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/ui/schemas/validate",
    tag: "UI",
    operation: "validate_obj_ui_schemas_validate_post",
    body: Type.Object(
      { schema: JsonObject, values: JsonObject },
      { $id: "Body_validate_obj_ui_schemas_validate_post" },
    ),
    response: SchemaValuesValidationResponse,
    handle: async ({ body, context }) => {
      const schema = preprocess(body.schema);
      const complaint = schemaComplaint(schema);
      if (complaint !== undefined) throw new HttpError(422, `Invalid schema: ${complaint}`);
      const values = await context.read((session) => hydrateForForm(session, body.values));
      const errors = problemsOf(values, schema);
      return { errors, valid: errors.length === 0 };
    },
  }),
];
