/** One setting whose value cannot be used. */
export interface SettingProblem {
  /** Canonical name, such as `PREFECT_SERVER_API_PORT`. */
  readonly name: string;
  /** What the value should be, in the reference's words. */
  readonly message: string;
  /** Where the value came from, such as `env` or `profile`. */
  readonly source: string;
}

/** Thrown when settings cannot be used. The message has one line a setting. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map((problem) => `${problem.name} (from ${problem.source}): ${problem.message}`).join("\n"));
    this.problems = problems;
  }
}

/** Thrown when a file that holds settings cannot be read: the message names the file and what is wrong in it. */
export class SettingsFileError extends Error {
  override readonly name = "SettingsFileError";
}

/** Thrown by a field's `parse`; the message says what the value should be. */
export class InvalidValue extends Error {
  override readonly name = "InvalidValue";
}
