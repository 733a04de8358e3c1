import { validate as isUuid } from "uuid";
import type { Tx } from "../context.ts";
import { HttpError } from "../errors.ts";
import { isObject, type JsonObject } from "../parameters/json-schema/types.ts";
import { InvalidValuesError, schemaComplaint, validateValues, valueErrors } from "../parameters/parameters.ts";
import { readBlockDocument } from "./block-documents.ts";
import type { DeploymentPlace } from "./deployment-record.ts";

interface Defaults {
  values: JsonObject;
  /** Whether some default is not known here: what the pool requires may still be there. */
  areIncomplete: boolean;
}

/** What a block holds, its secrets masked; undefined where the reference names none. Throws 404 where it is missing. */
async function blockData(tx: Tx, reference: unknown): Promise<JsonObject | undefined> {
  const id = isObject(reference) ? reference["block_document_id"] : undefined;
  if (id === undefined || id === null) return undefined;
  const block = isUuid(id) ? await readBlockDocument(tx, String(id), false) : undefined;
  if (!block) throw new HttpError(404, "Block not found.");
  return block.data;
}

/** The defaults that a pool gives for its variables; a block as default stands for what it holds. */
async function defaultsOf(tx: Tx, schema: JsonObject, keepInvalid: boolean): Promise<Defaults> {
  const values: JsonObject = {};
  let areIncomplete = false;
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property) || !("default" in property)) continue;
    const given = property["default"];
    const value = isObject(given) && "$ref" in given ? await blockData(tx, given["$ref"]) : given;
    if (value === undefined) continue;
    const options = { preprocess: false, ignoreRequired: true };
    if (keepInvalid || valueErrors({ [name]: value }, schema, options).length === 0) values[name] = value;
    else areIncomplete = true;
  }
  return { values, areIncomplete };
}

/**
 * Checks job variables, later ones over earlier, against what a pool's template says of them. Throws
 * InvalidValuesError; 422 where the template's schema is none; 404 where a block in it is missing.
 */
async function checkVariables(
  tx: Tx,
  template: JsonObject,
  given: readonly (JsonObject | null)[],
  options: { ignoreRequired: boolean; keepInvalidDefaults?: boolean },
): Promise<void> {
  const schema = template["variables"];
  if (!isObject(schema) || Object.keys(schema).length === 0) return;
  const complaint = schemaComplaint(schema);
  if (complaint !== undefined) throw new HttpError(422, `Invalid schema: ${complaint}`);
  const { values, areIncomplete } = await defaultsOf(tx, schema, options.keepInvalidDefaults ?? false);
  validateValues(Object.assign({}, values, ...given), schema, {
    ignoreRequired: options.ignoreRequired || areIncomplete,
    allowNoneWithDefault: true,
  });
}

async function answering422(prefix: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof InvalidValuesError) throw new HttpError(422, `${prefix}: ${error.message}`);
    throw error;
  }
}

/** Throws 422 where a pool does not accept a deployment's job variables; what it requires may come with a run. */
export const checkDeploymentVariables = (tx: Tx, template: JsonObject, variables: JsonObject): Promise<void> =>
  answering422("Error creating deployment", async () => {
    if (Object.keys(variables).length > 0) await checkVariables(tx, template, [variables], { ignoreRequired: true });
  });

type PlaceOfRuns = Pick<DeploymentPlace, "pool" | "infra_overrides">;

async function checkVariablesOfRun(tx: Tx, deployment: PlaceOfRuns, variables: JsonObject | null): Promise<void> {
  if (!deployment.pool) return;
  const given = [deployment.infra_overrides, variables];
  await checkVariables(tx, deployment.pool.base_job_template, given, { ignoreRequired: false });
}

/** Throws 422 where a deployment's pool does not accept the job variables of a run of it. */
export const checkRunVariables = (
  tx: Tx,
  deployment: PlaceOfRuns,
  variables: JsonObject | null,
  action: "creating" | "updating",
): Promise<void> => answering422(`Error ${action} flow run`, () => checkVariablesOfRun(tx, deployment, variables));

/** Why a deployment's pool does not accept the job variables of a run; undefined where it does. */
export async function runVariableProblem(
  tx: Tx,
  deployment: PlaceOfRuns,
  variables: JsonObject,
): Promise<string | undefined> {
  try {
    await checkVariablesOfRun(tx, deployment, variables);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValuesError) return error.message;
    throw error;
  }
}

/** Throws 422 where a pool's own defaults do not fit what its template says of them. */
export const checkVariableDefaults = (tx: Tx, template: JsonObject): Promise<void> =>
  answering422("Validation failed for work pool's job variable defaults", () =>
    checkVariables(tx, template, [], { ignoreRequired: true, keepInvalidDefaults: true }),
  );
