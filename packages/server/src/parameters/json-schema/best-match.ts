import type { SchemaError } from "./evaluation.ts";
import { isObject, isType, typesOf } from "./types.ts";

const weak = new Set<string | null>(["anyOf", "oneOf"]);

const matchesType = ({ schema, instance }: SchemaError): boolean =>
  isObject(schema) && "type" in schema && typesOf(schema["type"]).some((type) => isType(instance, type));

function comparePaths(one: SchemaError["path"], two: SchemaError["path"]): number {
  for (const [index, part] of one.entries()) {
    const other = two[index];
    if (other === undefined || part === other) continue;
    return part < other ? -1 : 1;
  }
  return 0;
}

/** Positive where `one` says more about what is wrong: it is higher up, later among equals, and of the right type. */
function compare(one: SchemaError, two: SchemaError): number {
  return (
    two.path.length - one.path.length ||
    comparePaths(one.path, two.path) ||
    Number(weak.has(two.keyword)) - Number(weak.has(one.keyword)) ||
    Number(matchesType(two)) - Number(matchesType(one))
  );
}

/** The first of the errors that no other exceeds in the direction of `sign`. */
const extreme = (errors: readonly SchemaError[], sign: 1 | -1): SchemaError | undefined =>
  errors.reduce<SchemaError | undefined>(
    (best, error) => (best === undefined || compare(error, best) * sign > 0 ? error : best),
    undefined,
  );

/**
 * The one error to show of many, chosen as by jsonschema's `best_match`: the highest in the value, and where that is a
 * choice between alternatives, the deepest of theirs, unless several are equally deep.
 */
export function bestMatch(errors: readonly SchemaError[]): SchemaError | undefined {
  let best = extreme(errors, 1);
  while (best !== undefined && best.context.length > 0) {
    const deepest = extreme(best.context, -1);
    if (deepest === undefined) return best;
    if (best.context.some((error) => error !== deepest && compare(error, deepest) === 0)) return best;
    best = deepest;
  }
  return best;
}
