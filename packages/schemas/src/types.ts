import { type Static, type TObject, type TSchema, type TUnsafe, Type } from "typebox";
import type { Timestamp } from "./timestamp.ts";

/** Keyword of a property: makes its value where the input has none. */
export const defaultFactory = "~defaultFactory";
/** Keyword of a schema: looks at a valid value; a text or an item says what is wrong with it (pydantic's after-validator). */
export const check = "~check";
/** Keyword of a schema: rewrites the input before it is checked (pydantic's before-validator); may throw an Error. */
export const before = "~before";
/** Keyword of a member of a union: its name in the location of an error, where it is not the usual one. */
export const unionTag = "~unionTag";
/** Keyword of a schema: its format is shown and not checked. */
export const shownFormat = "~shownFormat";
/** Keyword of a list: it is a Python `Sequence`, which says otherwise than a list what it is not. */
export const sequence = "~sequence";
/** Keyword of a schema that refers to itself: the real schema, looked up when first used. */
export const lazy = "~lazy";

export const Uuid = Type.String({ format: "uuid" });
/** An instant; a {@link Timestamp} once parsed. */
export const DateTime = Type.Unsafe<Timestamp>({ type: "string", format: "date-time" });
/** A duration as a number of seconds on the wire and in memory. */
export const Seconds = Type.Unsafe<number>({ type: "number", format: "time-delta" });
/** The same where the reference declares a plain float: a text is no duration. */
export const FloatSeconds = Type.Number({ format: "time-delta", [shownFormat]: true });
/** A duration whose request form the OpenAPI shows as an ISO 8601 string; a number of seconds in memory. */
export const Duration = Type.Unsafe<number>({ type: "string", format: "duration" });
/** What is false to Python. */
export const isFalsy = (input: unknown) => !input || (typeof input === "object" && Object.keys(input).length === 0);
/** The name of a run; null, like an empty one and all that is false, asks for a name to be made. */
export const RunName = Type.String({ [before]: (name: unknown) => (isFalsy(name) ? "" : name) });
/** Any JSON value. */
export const Json = Type.Unknown();
export const JsonObject = Type.Record(Type.String(), Type.Unknown());
export type JsonObject = Static<typeof JsonObject>;
/** The scalar values that labels have; a number stays a number, and `true` is no number. */
export const Labels = Type.Record(
  Type.String(),
  Type.Union([
    Type.Boolean({ strict: true }),
    Type.Integer({ strict: true }),
    Type.Number({ strict: true }),
    Type.String(),
  ]),
);
/** Labels of something that is made: none where there are none, or null. */
export const NewLabels = Type.Union([Labels, Type.Null()], {
  default: {},
  [before]: (input: unknown) => input ?? {},
});

/** `X` or null; the field itself must be given. */
export const Nullable = <X extends TSchema>(schema: X) => Type.Union([schema, Type.Null()]);
/** `X` or null, and null where it is not given. */
export const OrNull = <X extends TSchema>(schema: X) => Type.Union([schema, Type.Null()], { default: null });

/** A named schema where the field has a default of its own. */
export const WithDefault = <X extends TSchema>(schema: X, value: Static<X>): X => ({ ...schema, default: value });

/** Makes the default of a field, anew where somebody could change it. */
function makerOf(schema: TSchema): () => unknown {
  const factory = Reflect.get(schema, defaultFactory);
  if (typeof factory === "function") return () => factory();
  const value: unknown = Reflect.get(schema, "default");
  return typeof value === "object" && value !== null ? () => structuredClone(value) : () => value;
}

const makers = new WeakMap<TObject, [string, () => unknown][]>();

function makersOf(model: TObject): [string, () => unknown][] {
  const known = makers.get(model);
  if (known) return known;
  const found = Object.entries(model.properties).map(([name, schema]): [string, () => unknown] => [
    name,
    makerOf(schema),
  ]);
  makers.set(model, found);
  return found;
}

/** The object that a model is when none of its fields are given. */
export function defaultsOf<X extends TObject>(model: X): Static<X>;
export function defaultsOf(model: TObject): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, make] of makersOf(model)) {
    const value = make();
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** A field that holds a model with all its defaults where it is not given. */
export const Defaulted = <X extends TObject>(model: X): X => ({ ...model, [defaultFactory]: () => defaultsOf(model) });

/** A reference to a model that is declared later or refers to itself; `name` is its `$id`. */
export const Lazy = <T>(name: string, schema: () => TSchema): TUnsafe<T> =>
  Type.Unsafe<T>({ $ref: `#/components/schemas/${name}`, [lazy]: schema });
