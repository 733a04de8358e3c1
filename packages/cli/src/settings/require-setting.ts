import { definitionNamed } from "@prefect-ts/settings/catalog";
import type { Definition } from "@prefect-ts/settings/section";
import { CommandError } from "../core/errors.ts";

/** The setting that a name on the command line stands for: in capitals, canonical or older. */
export function requireSetting(name: string): Definition<unknown> {
  const definition = name === name.toUpperCase() ? definitionNamed(name) : undefined;
  if (definition === undefined) throw new CommandError(`Unknown setting name '${name}'.`);
  return definition;
}
