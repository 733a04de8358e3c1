import { SettingsError, SettingsFileError } from "@prefect-ts/settings/errors";

/** A command could not do what it was asked; the message is printed as it is and the exit code is 1. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

/** A command failed and has already said all there is to say. */
export class SilentFailure extends CommandError {
  override readonly name = "SilentFailure";

  constructor() {
    super("");
  }
}

/** The errors of the server's start, and of databases, whose message is one line for a person. */
const expected: ReadonlySet<string> = new Set(["StartError", "DatabaseOpenError", "MigrationError", "CareError"]);

/** What a person sees of an error: one line where it is expected, with the stack where it is a defect. */
export function describeError(error: unknown): string {
  if (error instanceof CommandError || error instanceof SettingsFileError) return error.message;
  if (error instanceof SettingsError) return `Invalid settings. Correct or unset:\n${indented(error.message)}`;
  // These are told apart by name, so that commands without a server or database need not load them.
  if (error instanceof Error && expected.has(error.name)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
