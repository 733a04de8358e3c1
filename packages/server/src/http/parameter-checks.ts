import { before } from "@prefect-ts/schemas/types";
import { isJsonObject } from "@prefect-ts/schemas/validation/record";
import type { TSchema } from "typebox";
import type { ServerContext } from "../context.ts";
import { CircularSchemaError, circularSchema, InvalidValuesError, validateValues } from "../parameters/parameters.ts";
import { RequestInvalidError } from "../errors.ts";

/** Checks parameters against the schema beside them where the body itself asks for that. */
function conforming(input: unknown): unknown {
  if (!isJsonObject(input)) return input;
  const parameters = "parameters" in input ? input["parameters"] : {};
  const schema = input["parameter_openapi_schema"];
  if (input["enforce_parameter_schema"] && schema != null && parameters != null) {
    try {
      validateValues(parameters, schema, { preprocess: false, ignoreRequired: true });
    } catch (error) {
      if (error instanceof CircularSchemaError) throw new Error(circularSchema);
      if (!(error instanceof InvalidValuesError)) throw error;
      throw new Error(
        error.message.replace(/^Invalid schema: /, "The provided schema is not a valid json schema. Schema error: "),
      );
    }
  }
  return { ...input, parameters };
}

/**
 * A body whose parameters must fit its own schema of them. Parameters that are left out count as given, so that an
 * update takes away those of before.
 */
export const withConformingParameters = <S extends TSchema>(schema: S): S => ({
  ...schema,
  [before]: [Reflect.get(schema, before) ?? [], conforming].flat(),
});

/** How long Python's JSON of a value is, which writes every character outside ASCII as an escape of six. */
function pythonSize(value: unknown): number {
  const text = JSON.stringify(value);
  return text.length + 5 * text.replace(/[\0-~]+/g, "").length;
}

const grouped = (count: number) => count.toLocaleString("en-US");

/** Throws 422 where the parameters of a body take more bytes than the setting allows. */
export function checkParameterSize(context: ServerContext, body: { parameters?: unknown }): void {
  const most = context.settings.get("PREFECT_SERVER_API_MAX_PARAMETER_SIZE");
  const { parameters } = body;
  if (most === 0 || parameters == null) return;
  const size = pythonSize(parameters);
  if (size <= most) return;
  const msg = `Value error, Flow run parameters must be less than ${grouped(most)} bytes when serialized (got ${grouped(size)} bytes).`;
  const item = { type: "value_error", loc: ["body", "parameters"], msg, input: parameters, ctx: { error: {} } };
  throw new RequestInvalidError([item], body);
}
