import type { SchemaValueError } from "@prefect-ts/schemas/ui";
import type { SchemaError } from "./json-schema/evaluation.ts";
import { Placeholder } from "./placeholders.ts";

const placeholderKeyword = "_placeholders";

/** Where a missing property is missing is the property itself. */
function placeOf({ keyword, path, message }: SchemaError): (string | number)[] {
  if (keyword !== "required") return [...path];
  const [name = ""] = message().split(" ");
  return [...path, name.replace(/^'+|'+$/g, "")];
}

/** Where a value could not be made, only that is said about it. */
function withoutConsequences(errors: readonly SchemaError[]): SchemaError[] {
  const byPath = Map.groupBy(errors, ({ path }) => path.join("->"));
  return [...byPath.values()].flatMap((group) => {
    const own = group.filter(({ keyword }) => keyword === placeholderKeyword);
    return own.length > 0 ? own : group;
  });
}

const entryFor = (part: string | number, errors: SchemaValueError[]): SchemaValueError =>
  typeof part === "number" ? { index: part, errors } : { property: part, errors };

function isAt(entry: SchemaValueError, part: string | number): entry is Exclude<SchemaValueError, string> {
  if (typeof entry === "string") return false;
  return ("index" in entry ? entry.index : entry.property) === part;
}

/** The errors as a tree along the value, as forms show them. Values that only a run can make are passed over. */
export function valueProblems(errors: readonly SchemaError[]): SchemaValueError[] {
  const root: SchemaValueError[] = [];
  for (const error of withoutConsequences(errors)) {
    if (error.instance instanceof Placeholder && error.instance.problem === null) continue;
    const place = placeOf(error);
    const last = place.pop();
    let current = root;
    for (const part of place) {
      const known = current.find((entry) => isAt(entry, part));
      const inner: SchemaValueError[] = known !== undefined && typeof known !== "string" ? known.errors : [];
      if (known === undefined) current.push(entryFor(part, inner));
      current = inner;
    }
    current.push(last === undefined ? error.message() : entryFor(last, [error.message()]));
  }
  return root;
}
