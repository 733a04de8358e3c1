import * as client from "./definitions/client.ts";
import * as execution from "./definitions/execution.ts";
import * as redis from "./definitions/redis.ts";
import { rootSettings } from "./definitions/root.ts";
import * as server from "./definitions/server.ts";
import { serverEventsSettings } from "./definitions/server-events.ts";
import * as database from "./definitions/server-database.ts";
import * as services from "./definitions/server-services.ts";
import { InvalidValue } from "./errors.ts";
import type { Definition } from "./section.ts";

type Union<T> = T[keyof T];
type Merged<T> = (T extends unknown ? (section: T) => void : never) extends (merged: infer M) => void ? M : never;
type Modules = typeof client | typeof execution | typeof redis | typeof server | typeof database | typeof services;
type Sections =
  | typeof rootSettings
  | typeof serverEventsSettings
  | (Modules extends infer M ? (M extends unknown ? Union<M> : never) : never);

/** Every setting by canonical name. */
export type Catalog = Merged<Sections>;

/** A canonical name, such as `PREFECT_SERVER_API_PORT`. */
export type SettingName = keyof Catalog;

/** What a setting's value is. */
export type SettingValue<Name extends SettingName> = Catalog[Name] extends Definition<infer T> ? T : never;

interface Accepted {
  readonly definition: Definition<unknown>;
  /** Zero for the canonical name; a lower number wins where one source has several. */
  readonly rank: number;
}

const byName = new Map<string, Accepted>();
const byPath = new Map<string, Definition<unknown>>();
const modules = [client, execution, redis, server, database, services].flatMap((module) => Object.values(module));
const sections: Readonly<Record<string, Definition<unknown>>>[] = [rootSettings, serverEventsSettings, ...modules];
for (const definition of sections.flatMap((section) => Object.values(section))) {
  for (const [rank, name] of [definition.name, ...definition.aliases].entries()) byName.set(name, { definition, rank });
  byPath.set(definition.path.join("."), definition);
}

/** Every definition, in the order of canonical names. */
export function definitions(): Definition<unknown>[] {
  return [...byPath.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The setting that a canonical or older name stands for, in capitals or not. */
export function definitionNamed(name: string): Definition<unknown> | undefined {
  return acceptedName(name)?.definition;
}

/** As `definitionNamed`, with how much the name counts against others of the same setting. */
export function acceptedName(name: string): Accepted | undefined {
  return byName.get(name.toUpperCase());
}

/** The setting at a dotted path, such as `server.api.port`. */
export function definitionAt(path: string): Definition<unknown> | undefined {
  return byPath.get(path);
}

/** Whether a name is a setting's canonical one. */
export function isSettingName(name: string): name is SettingName {
  return byName.get(name)?.rank === 0;
}

/**
 * The value that a source's text or TOML value means, or undefined if it leaves the setting unset.
 * Throws InvalidValue with what it should be.
 */
export function parseSetting(definition: Definition<unknown>, raw: unknown): unknown {
  const decoded = decode(definition, raw);
  return decoded === undefined || decoded === null ? undefined : definition.parse(decoded);
}

/** Text of a kind that is written as JSON, decoded; everything else as it is. */
function decode(definition: Definition<unknown>, raw: unknown): unknown {
  if (definition.json === "no" || typeof raw !== "string") return raw;
  try {
    return JSON.parse(raw);
  } catch {
    if (definition.json === "tried") return raw;
    throw new InvalidValue("Input should be a JSON object");
  }
}
