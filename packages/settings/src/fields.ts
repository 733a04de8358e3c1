import { parseDuration, parseDurationOrSeconds, showDuration, toIsoDuration } from "./parse/duration.ts";
import {
  parseDurationMap,
  parseNumberSet,
  parseStringMap,
  parseStringSet,
  parseVacuumTypes,
} from "./parse/collections.ts";
import {
  type Bounds,
  parseBoolean,
  parseChoice,
  parseInteger,
  parseNumber,
  parsePath,
  parseString,
  within,
} from "./parse/scalars.ts";
import { parseNumberOrNumbers, parseRetryDelay } from "./parse/retry-delay.ts";
import { pythonFloat, pythonSet, pythonText } from "./python-text.ts";
import { Secret } from "./secret.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One kind of value: how it is read, answered by the API and shown by `prefect config view`. */
export interface Field<T> {
  readonly default: T;
  /** Older names that are still accepted, in order of preference. */
  readonly aliases: readonly string[];
  /** Whether the value must not be shown unless asked for. */
  readonly secret: boolean;
  /** Whether text from a source is read as JSON first: always, or where it is JSON. */
  readonly json: "no" | "tried" | "required";
  /** Throws InvalidValue with what the value should be. */
  parse(input: unknown): T;
  dump(value: T): Json;
  /** Null for what `config view` leaves out. */
  show(value: T): string | null;
}

type Kind<T> = Omit<Field<T>, "default" | "aliases">;

const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

function field<T>(kind: Kind<T>, value: T): Field<T> {
  return { ...kind, default: value, aliases: [] };
}

function scalar<T extends Json>(parse: (input: unknown) => T, show: (value: T) => string = pythonText): Kind<T> {
  return { secret: false, json: "no", parse, dump: (value) => value, show };
}

/** The same kind, with null as the value that means unset. Text never means null. */
function orNull<T>(kind: Kind<T>): Kind<T | null> {
  return {
    ...kind,
    parse: (input) => (input === null ? null : kind.parse(input)),
    dump: (value) => (value === null ? null : kind.dump(value)),
    show: (value) => (value === null ? "None" : kind.show(value)),
  };
}

function list<T extends Json>(
  parse: (input: unknown) => readonly T[],
  show: (value: readonly T[]) => string,
): Kind<readonly T[]> {
  return { secret: false, json: "tried", parse, dump: (value) => value, show };
}

const integers = (bounds?: Bounds): Kind<number> => scalar((input) => within(parseInteger(input), bounds));
const numbers = (bounds?: Bounds): Kind<number> => scalar((input) => within(parseNumber(input), bounds), pythonFloat);

const secrets: Kind<Secret> = {
  secret: true,
  json: "no",
  parse: (input) => new Secret(parseString(input)),
  dump: (value) => value.toJSON(),
  show: (value) => value.reveal(),
};

export const aliased = <T>(of: Field<T>, ...aliases: string[]): Field<T> => ({ ...of, aliases });

export const boolean = (value: boolean): Field<boolean> => field(scalar(parseBoolean), value);
export const integer = (value: number, bounds?: Bounds): Field<number> => field(integers(bounds), value);
export const number = (value: number, bounds?: Bounds): Field<number> => field(numbers(bounds), value);
export const string = (value: string): Field<string> => field(scalar(parseString), value);

export const optionalBoolean = (): Field<boolean | null> => field(orNull(scalar(parseBoolean)), null);
export const optionalString = (): Field<string | null> => field(orNull(scalar(parseString)), null);
export const optionalInteger = (value: number | null = null, bounds?: Bounds): Field<number | null> =>
  field(orNull(integers(bounds)), value);
export const optionalNumber = (value: number | null = null, bounds?: Bounds): Field<number | null> =>
  field(orNull(numbers(bounds)), value);

export const choice = <const T extends string>(options: readonly T[], value: T): Field<T> =>
  field(
    scalar((input) => parseChoice(input, options)),
    value,
  );
export const optionalChoice = <const T extends string>(options: readonly T[]): Field<T | null> =>
  field(orNull(scalar((input: unknown) => parseChoice(input, options))), null);

/** A level by its name, in any case. */
export const logLevel = (value: (typeof LOG_LEVELS)[number]): Field<(typeof LOG_LEVELS)[number]> =>
  field(
    scalar((input) => parseChoice(typeof input === "string" ? input.toUpperCase() : input, LOG_LEVELS)),
    value,
  );

/** A path; where it has a default, that depends on PREFECT_HOME and stands in `derived.ts`. */
export const path = (): Field<string> => field(scalar(parsePath), "");

export const secret = (): Field<Secret | null> => field(orNull(secrets), null);

/** A secret whose default depends on other settings and stands in `derived.ts`. */
export const derivedSecret = (): Field<Secret> => field(secrets, new Secret(""));

/** A length of time in seconds. With `numeric`, text that is a number is seconds too; otherwise it must be a duration. */
export const duration = (seconds: number, options: { numeric?: boolean; gt?: number } = {}): Field<number> => {
  const parse = options.numeric === true ? parseDurationOrSeconds : parseDuration;
  return field(
    {
      secret: false,
      json: "no",
      parse: (input) =>
        within(parse(input), options.gt === undefined ? undefined : { gt: options.gt, unit: "duration" }),
      dump: toIsoDuration,
      show: showDuration,
    },
    seconds,
  );
};

export const stringSet = (): Field<readonly string[]> => field(list(parseStringSet, pythonSet), []);
export const stringList = (): Field<readonly string[]> => field(list(parseStringSet, pythonText), []);
export const statusCodes = (): Field<readonly number[]> =>
  field(
    list((input) => parseNumberSet(input, { ge: 100, le: 599 }), pythonSet),
    [],
  );

export const stringMap = (): Field<Readonly<Record<string, string>>> =>
  field({ secret: false, json: "required", parse: parseStringMap, dump: (value) => value, show: () => null }, {});

/** Lengths of time in seconds by key. */
export const durationMap = (value: Readonly<Record<string, number>>): Field<Readonly<Record<string, number>>> =>
  field(
    {
      secret: false,
      json: "required",
      parse: parseDurationMap,
      dump: (map) => Object.fromEntries(Object.entries(map).map(([key, seconds]) => [key, toIsoDuration(seconds)])),
      show: () => null,
    },
    value,
  );

/** Seconds, or seconds for each attempt, or null. */
export const retryDelay = (value: number): Field<number | readonly number[] | null> =>
  field<number | readonly number[] | null>(
    { secret: false, json: "tried", parse: parseRetryDelay, dump: (delay) => delay, show: pythonText },
    value,
  );

export const numberOrNumbers = (value: number): Field<number | readonly number[]> =>
  field<number | readonly number[]>(
    { secret: false, json: "tried", parse: parseNumberOrNumbers, dump: (delay) => delay, show: pythonText },
    value,
  );

/** What the database vacuum removes; the booleans are an older spelling. */
export const vacuumTypes = (value: readonly string[]): Field<readonly string[] | boolean> =>
  field(
    {
      secret: false,
      json: "tried",
      parse: parseVacuumTypes,
      dump: (types) => types,
      show: (types) => (typeof types === "boolean" ? pythonText(types) : pythonSet(types)),
    },
    value,
  );

/** Kept as it comes. */
export const anything = (value: Json): Field<unknown> =>
  field<unknown>(
    { secret: false, json: "no", parse: (input) => input, dump: (item) => pythonText(item), show: pythonText },
    value,
  );
