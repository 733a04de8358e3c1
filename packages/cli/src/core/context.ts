import { Profiles } from "@prefect-ts/settings/profiles";
import { loadSettings, type LoadOptions, type Settings } from "@prefect-ts/settings/settings";
import pc from "picocolors";
import { CommandError } from "./errors.ts";
import { ask, type Terminal } from "./terminal.ts";

/** What every command accepts before or after its name. */
export interface SessionOptions {
  readonly profile: string | undefined;
  readonly prompt: boolean | undefined;
}

type Colors = ReturnType<typeof pc.createColors>;

/** What a command works with, in place of the process's globals. */
export class Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly terminal: Terminal;
  readonly session: SessionOptions;
  #colors: Colors | undefined;

  constructor(surroundings: Pick<Context, "env" | "cwd" | "terminal" | "session">) {
    this.env = surroundings.env;
    this.cwd = surroundings.cwd;
    this.terminal = surroundings.terminal;
    this.session = surroundings.session;
  }

  /** The settings; warnings go to stderr. Throws SettingsError, and CommandError for a profile that does not exist. */
  settings(overrides: LoadOptions["overrides"] = {}): Settings {
    const settings = this.#load({ overrides, validate: true });
    for (const warning of settings.warnings()) this.warn(warning);
    return settings;
  }

  /** The settings for commands that mend them: invalid ones are not refused. */
  uncheckedSettings(): Settings {
    return this.#load({ validate: false });
  }

  /** The profiles file that the settings name, to change and save. */
  profiles(settings: Settings): Profiles {
    return Profiles.read(settings.get("PREFECT_PROFILES_PATH"));
  }

  print(line = ""): void {
    this.terminal.stdout.write(`${line}\n`);
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  warn(line: string): void {
    this.terminal.stderr.write(`${line}\n`);
  }

  /** Colours, where a person reads and neither NO_COLOR nor PREFECT_CLI_COLORS=false says otherwise. */
  get colors(): Colors {
    const isWanted = () => !this.env["NO_COLOR"] && this.uncheckedSettings().get("PREFECT_CLI_COLORS");
    this.#colors ??= pc.createColors(this.terminal.isInteractive && isWanted());
    return this.#colors;
  }

  /** Whether to ask: as --prompt or --no-prompt says, else PREFECT_CLI_PROMPT, else if a person is there. */
  get isInteractive(): boolean {
    return this.session.prompt ?? this.uncheckedSettings().get("PREFECT_CLI_PROMPT") ?? this.terminal.isInteractive;
  }

  confirm(question: string, otherwise?: boolean): Promise<boolean> {
    return ask(this.terminal, question, otherwise);
  }

  #load(options: LoadOptions): Settings {
    const { profile } = this.session;
    const where = { env: this.env, cwd: this.cwd, ...(profile === undefined ? {} : { profile }) };
    const settings = loadSettings({ ...where, ...options });
    if (profile !== undefined && settings.profileName !== profile)
      throw new CommandError(`Unknown profile '${profile}'.`);
    return settings;
  }
}
