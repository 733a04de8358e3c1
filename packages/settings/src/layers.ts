import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { parse } from "smol-toml";
import { acceptedName, definitionAt } from "./catalog.ts";
import { SettingsFileError } from "./errors.ts";

/** Where a value came from, as `prefect config view` names it. */
export type Source = "overrides" | "env" | ".env file" | "prefect.toml" | "pyproject.toml" | "profile" | "defaults";

/** The values of one source by canonical name, as they stand there. */
export interface Layer {
  readonly source: Source;
  readonly values: ReadonlyMap<string, unknown>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Values under setting names, canonical or older, in any case. Where a setting has several, the canonical name wins. */
export function namedLayer(source: Source, record: Readonly<Record<string, unknown>>): Layer {
  const values = new Map<string, unknown>();
  const ranks = new Map<string, number>();
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined) continue;
    const accepted = acceptedName(key);
    if (accepted === undefined) continue;
    const { name } = accepted.definition;
    if ((ranks.get(name) ?? Infinity) <= accepted.rank) continue;
    ranks.set(name, accepted.rank);
    values.set(name, value);
  }
  return { source, values };
}

/** The sources above the profile, highest first: environment, `.env`, `prefect.toml`, `pyproject.toml`. */
export function layersAboveProfile(env: Environment, cwd: string): Layer[] {
  return [
    namedLayer("env", env),
    namedLayer(".env file", readDotenv(join(cwd, ".env"), env)),
    tableLayer("prefect.toml", readToml(join(cwd, "prefect.toml"))),
    tableLayer("pyproject.toml", toolTable(readToml(join(cwd, "pyproject.toml")))),
  ];
}

/** The content of a TOML file, empty if there is none. Throws SettingsFileError if it cannot be read. */
export function readToml(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new SettingsFileError(`Cannot read settings from ${path}: ${reason}. Correct the file or remove it.`);
  }
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function toolTable(document: Record<string, unknown>): Record<string, unknown> {
  const tool = isTable(document["tool"]) ? document["tool"] : {};
  return isTable(tool["prefect"]) ? tool["prefect"] : {};
}

function tableLayer(source: Source, table: Record<string, unknown>): Layer {
  const values = new Map<string, unknown>();
  const experiments = isTable(table["experiments"]) ? table["experiments"] : {};
  // Plugins began under [experiments]; the newer table, collected last, wins.
  if (isTable(experiments["plugins"])) collect(experiments["plugins"], ["plugins"], values);
  collect(table, [], values);
  return { source, values };
}

function collect(table: Record<string, unknown>, parents: readonly string[], values: Map<string, unknown>): void {
  for (const [key, value] of Object.entries(table)) {
    const path = [...parents, key];
    const definition = definitionAt(path.join("."));
    if (definition !== undefined) values.set(definition.name, value);
    else if (isTable(value)) collect(value, path, values);
  }
}

function readDotenv(path: string, env: Environment): Record<string, string | undefined> {
  if (!existsSync(path)) return {};
  const entries = parseEnv(readFileSync(path, "utf8"));
  // `${NAME}` and `${NAME:-otherwise}` stand for earlier lines or the environment.
  const expand = (text: string): string =>
    text.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (whole: string, name: string, otherwise: string | undefined) =>
      name.endsWith("_DATABASE_PASSWORD") ? whole : (entries[name] ?? env[name] ?? otherwise ?? ""),
    );
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, value && expand(value)]));
}
