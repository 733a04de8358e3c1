import { isJsonObject, type JsonObject } from "./json-object.ts";

/** What stands for a secret wherever it is shown. */
export const mask = "*".repeat(8);

type Path = readonly string[];

/** The secret fields of a block schema: `password`, `auth.token`, or all that is under a path: `headers.*`. */
export const secretPaths = (fields: JsonObject): Path[] =>
  Array.isArray(fields.secret_fields) ? fields.secret_fields.map((field) => String(field).split(".")) : [];

const isBranch = (value: unknown): value is JsonObject => isJsonObject(value) && Object.keys(value).length > 0;

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : null),
    data,
  );
}

/** A copy of the data where the value at a path is another, if there is one at that path. */
function replaceAt(data: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(data);
  if (!isJsonObject(data) || !Object.hasOwn(data, key)) return data;
  return { ...data, [key]: replaceAt(data[key], rest, change) };
}

/** A copy where every value that is no object, or an empty one, is another. */
function replaceLeaves(data: unknown, change: (value: unknown, path: Path) => unknown, path: Path = []): unknown {
  if (!isBranch(data)) return change(data, path);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, replaceLeaves(value, change, [...path, key])]),
  );
}

/** The part of a path before its wildcard; undefined where it has none. */
const prefixOf = (path: Path): Path | undefined => (path.includes("*") ? path.slice(0, path.indexOf("*")) : undefined);

const asObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** The data with its secrets masked. Null is shown as null, except under a wildcard. */
export function masked(data: JsonObject, paths: readonly Path[]): JsonObject {
  const result = paths.reduce<unknown>((shown, path) => {
    const prefix = prefixOf(path);
    if (prefix) return replaceAt(shown, prefix, (value) => replaceLeaves(value, () => mask));
    return replaceAt(shown, path, (value) => (value === null ? null : mask));
  }, data);
  return asObject(result);
}

/** An update of the data; where it gives back the mask of a secret, the secret stays. */
export function keepingSecrets(update: JsonObject, current: JsonObject, paths: readonly Path[]): JsonObject {
  const kept = (value: unknown, path: Path) => (value === mask ? (valueAt(current, path) ?? value) : value);
  const result = paths.reduce<unknown>((updated, path) => {
    const prefix = prefixOf(path) ?? path;
    return replaceAt(updated, prefix, (value) =>
      replaceLeaves(value, (leaf, rest) => kept(leaf, [...prefix, ...rest])),
    );
  }, update);
  return asObject(result);
}
