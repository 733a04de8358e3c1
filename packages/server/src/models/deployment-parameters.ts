import type { Session } from "@prefect-ts/database/database";
import { HttpError } from "../errors.ts";
import { isObject, type JsonObject } from "../parameters/json-schema/types.ts";
import {
  CircularSchemaError,
  circularSchema,
  HydrationError,
  hydrate,
  InvalidValuesError,
  type ValidationOptions,
  validateValues,
} from "../parameters/parameters.ts";

const noSchema =
  "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and the deployment does not have a valid parameter schema.";

/** Parameters with what stands for values filled in. Throws 400. */
export async function hydrateParameters(session: Session, parameters: JsonObject, prefix: string): Promise<JsonObject> {
  try {
    return await hydrate(session, parameters);
  } catch (error) {
    if (error instanceof HydrationError) throw new HttpError(400, `${prefix}: ${error.message}`);
    throw error;
  }
}

/** Throws 409 where the schema does not accept the parameters, 422 where it never ends. */
export function checkParameters(
  parameters: JsonObject,
  schema: unknown,
  prefix: string,
  options: ValidationOptions = {},
): void {
  if (!isObject(schema)) throw new HttpError(409, noSchema);
  try {
    validateValues(parameters, schema, options);
  } catch (error) {
    if (error instanceof InvalidValuesError) throw new HttpError(409, `${prefix}: ${error.message}`);
    if (error instanceof CircularSchemaError) throw new HttpError(422, circularSchema);
    throw error;
  }
}
