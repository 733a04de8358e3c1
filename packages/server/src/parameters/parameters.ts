import { bestMatch } from "./json-schema/best-match.ts";
import { CircularSchemaError, SchemaTooComplexError, UnresolvableError } from "./json-schema/errors.ts";
import { Evaluation, type Path, type SchemaError } from "./json-schema/evaluation.ts";
import { metaSchema } from "./json-schema/meta-schema.ts";
import { reprOfJson } from "./json-schema/python-text.ts";
import { preprocess, withoutRequired } from "./preprocess.ts";

export { HydrationError, hydrate } from "./hydration.ts";
export { CircularSchemaError } from "./json-schema/errors.ts";

/** Values that their schema does not accept, or that cannot be checked against it. */
export class InvalidValuesError extends Error {
  override name = "InvalidValuesError";
}

export const circularSchema = "Invalid schema: Unable to validate schema with circular references.";

/** `$.a.b[0]['c d']`, and `$` for the whole. */
const jsonPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (/^[a-zA-Z][a-zA-Z0-9_]*$/.test(part)) return `${text}.${part}`;
    return `${text}['${part.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`;
  }, "$");

function describe({ path, message }: SchemaError): string {
  const where = jsonPath(path);
  const what =
    where === "$" ? "Validation failed." : `Validation failed for field ${reprOfJson(where.replaceAll("$.", ""))}.`;
  return `${what} Failure reason: ${message()}`;
}

/** Runs a check; what makes it impossible is reported as invalid values. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnresolvableError || error instanceof SchemaTooComplexError) {
      throw new InvalidValuesError(`Validation failed. Failure reason: ${error.message}`);
    }
    throw error;
  }
}

/** The first thing wrong with a JSON schema of draft 2020-12, in the words of Python's jsonschema. */
export function schemaComplaint(schema: unknown): string | undefined {
  return guarded(() => new Evaluation(metaSchema, true).errors(schema, metaSchema, [])[0]?.message());
}

export interface ValidationOptions {
  /** Whether the schema is first read as one of pydantic 1; true by default. */
  preprocess?: boolean;
  ignoreRequired?: boolean;
  /** Whether null is accepted for optional fields that have a default. */
  allowNoneWithDefault?: boolean;
}

function prepared(schema: unknown, options: ValidationOptions): unknown {
  const fixed = options.preprocess === false ? schema : preprocess(schema, options.allowNoneWithDefault);
  return options.ignoreRequired ? withoutRequired(fixed) : fixed;
}

/** Throws InvalidValuesError with the best of what the schema has against the values; CircularSchemaError. */
export function validateValues(values: unknown, schema: unknown, options: ValidationOptions = {}): void {
  const effective = prepared(schema, options);
  const complaint = schemaComplaint(effective);
  if (complaint !== undefined) throw new InvalidValuesError(`Invalid schema: ${complaint}`);
  const best = guarded(() => bestMatch(new Evaluation(effective, false).errors(values, effective, [])));
  if (best) throw new InvalidValuesError(describe(best));
}

/** Everything that a schema has against values, formats included. Throws InvalidValuesError, CircularSchemaError. */
export function valueErrors(values: unknown, schema: unknown, options: ValidationOptions = {}): SchemaError[] {
  const effective = prepared(schema, options);
  return guarded(() => new Evaluation(effective, true).errors(values, effective, []));
}

/** Why a schema does not accept values; undefined where it does. */
export function checkValues(values: unknown, schema: unknown): string | undefined {
  try {
    validateValues(values, schema);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValuesError) return `Reason: ${error.message}`;
    if (error instanceof CircularSchemaError) return circularSchema;
    throw error;
  }
}
