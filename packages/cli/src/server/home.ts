import { accessSync, constants, mkdirSync } from "node:fs";
import { CommandError } from "../core/errors.ts";

/** Makes the home folder, for its owner alone, if there is none. Throws CommandError if it cannot be written to. */
export function makeHome(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : String(error);
    throw new CommandError(`Cannot write to the Prefect home ${path} (${reason}): name another with PREFECT_HOME.`);
  }
}
