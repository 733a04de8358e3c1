import type { JsonObject } from "@prefect-ts/schemas/types";
import { ValidationError, parse } from "@prefect-ts/schemas/validation/compile";
import type { Static, TSchema } from "typebox";

/** A block whose data is not what its type asks for. */
export class InvalidBlockError extends Error {
  override name = "InvalidBlockError";
}

/** A block's data by its schema. Throws InvalidBlockError; the message names fields and no values. */
export function blockData<S extends TSchema>(schema: S, data: JsonObject): Static<S> {
  try {
    return parse(schema, data);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new InvalidBlockError(error.items.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; "));
  }
}
