import type { Field } from "./fields.ts";

/** A field in its place: what a canonical name stands for. */
export interface Definition<T> extends Field<T> {
  /** Canonical name: `PREFECT_` and the path in capitals, joined by underscores. */
  readonly name: string;
  /** Where it stands in `prefect.toml` and in `GET /api/admin/settings`. */
  readonly path: readonly string[];
}

type Underscored<Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? `${Head}_${Underscored<Rest>}`
  : Path;
type Prefix<Path extends string> = Path extends "" ? "PREFECT_" : `PREFECT_${Uppercase<Underscored<Path>>}_`;
type ValueOf<F> = F extends Field<infer T> ? T : never;

/** The definitions of one section by canonical name. */
export type Section<Path extends string, Fields> = {
  readonly [Key in keyof Fields & string as `${Prefix<Path>}${Uppercase<Key>}`]: Definition<ValueOf<Fields[Key]>>;
};

/** Gives the fields of one section their canonical names and paths. */
export function section<const Path extends string, Fields extends Record<string, Field<unknown>>>(
  path: Path,
  fields: Fields,
): Section<Path, Fields>;
export function section(path: string, fields: Record<string, Field<unknown>>): Record<string, Definition<unknown>> {
  const parents = path === "" ? [] : path.split(".");
  const definitions: Record<string, Definition<unknown>> = {};
  for (const [key, field] of Object.entries(fields)) {
    const fieldPath = [...parents, key];
    const name = `PREFECT_${fieldPath.join("_").toUpperCase()}`;
    definitions[name] = { ...field, name, path: fieldPath };
  }
  return definitions;
}
