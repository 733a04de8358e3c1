import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { stringify } from "smol-toml";
import { definitionNamed } from "./catalog.ts";
import { SettingsFileError } from "./errors.ts";
import { isTable, readToml } from "./layers.ts";
import { rewriteProfiles } from "./profiles-text.ts";
import { pythonText } from "./python-text.ts";

/** Values by canonical name, as they stand in the file. */
export type ProfileSettings = Readonly<Record<string, unknown>>;

export interface Profile {
  readonly name: string;
  readonly settings: ProfileSettings;
}

/** The profiles that exist without a file; the reference ships the same. */
const PACKAGED: Readonly<Record<string, ProfileSettings>> = {
  ephemeral: { PREFECT_SERVER_EPHEMERAL_ENABLED: "true" },
  local: { PREFECT_API_URL: "http://127.0.0.1:4200/api" },
  test: {
    PREFECT_SERVER_EPHEMERAL_ENABLED: "true",
    PREFECT_SERVER_DATABASE_CONNECTION_URL: "sqlite+aiosqlite:///:memory:",
  },
  cloud: {},
};
const DEFAULT_PROFILE = "ephemeral";

/** The profiles of a `profiles.toml`, and behind them the packaged ones. Changes reach the disk with `save`. */
export class Profiles {
  readonly path: string;
  /** The name that the file calls active, or the packaged default. */
  activeName: string;
  /** What the file has that is no setting. */
  readonly warnings: string[] = [];
  readonly #own = new Map<string, ProfileSettings>();

  /** Reads a file, which need not exist. Throws SettingsFileError if it cannot be read. */
  static read(path: string): Profiles {
    return new Profiles(path, readToml(path));
  }

  private constructor(path: string, document: Record<string, unknown>) {
    this.path = path;
    this.activeName = typeof document["active"] === "string" ? document["active"] : DEFAULT_PROFILE;
    const tables = isTable(document["profiles"]) ? document["profiles"] : {};
    for (const [name, table] of Object.entries(tables)) {
      if (isTable(table)) this.#own.set(name, this.#canonical(table));
    }
  }

  /** Names in the file, in its order. */
  ownNames(): string[] {
    return [...this.#own.keys()];
  }

  /** Names of all profiles: packaged ones first, as the reference lists them. */
  names(): string[] {
    return [...new Set([...Object.keys(PACKAGED), ...this.#own.keys()])];
  }

  /** Names of the packaged profiles. */
  packagedNames(): string[] {
    return Object.keys(PACKAGED);
  }

  /** A profile by name; what the file says of a packaged one is laid over it. */
  find(name: string): Profile | undefined {
    const packaged = Object.hasOwn(PACKAGED, name) ? PACKAGED[name] : undefined;
    const own = this.#own.get(name);
    return packaged === undefined && own === undefined ? undefined : { name, settings: { ...packaged, ...own } };
  }

  /**
   * The profile to use: the one asked for, else the one PREFECT_PROFILE names, else the active one.
   * One that does not exist gives the default profile and a warning.
   */
  choose(asked: string | undefined, fromEnvironment: string | undefined): { profile: Profile; warning: string | null } {
    const [name, where] =
      asked !== undefined
        ? [asked, "by command line argument"]
        : fromEnvironment !== undefined
          ? [fromEnvironment, "by environment variable"]
          : [this.activeName, "in the profiles file"];
    const profile = this.find(name);
    if (profile !== undefined) return { profile, warning: null };
    const fallback = this.find(DEFAULT_PROFILE) ?? { name: DEFAULT_PROFILE, settings: {} };
    const warning = `WARNING: Active profile '${name}' set ${where} not found. The default profile will be used instead. `;
    return { profile: fallback, warning };
  }

  /** Sets values by canonical name in a profile, creating it; null removes a value. */
  update(name: string, changes: Readonly<Record<string, string | null>>): Profile {
    const merged = Object.entries({ ...this.find(name)?.settings, ...changes });
    const settings = Object.fromEntries(merged.filter(([, value]) => value !== null));
    this.#own.set(name, settings);
    return { name, settings };
  }

  /** Adds a profile to the file. */
  add(name: string, settings: ProfileSettings): void {
    this.#own.set(name, settings);
  }

  /** Takes a profile out of the file. */
  remove(name: string): void {
    this.#own.delete(name);
  }

  /** Adds the packaged profiles that the file does not have. */
  addPackaged(): void {
    for (const [name, settings] of Object.entries(PACKAGED)) {
      if (!this.#own.has(name)) this.#own.set(name, settings);
    }
  }

  /**
   * Writes the file, readable by its owner alone if it is new, keeping comments and order of what was there.
   * Values are written as text. Throws SettingsFileError if it cannot be written.
   */
  async save(): Promise<void> {
    const tables = [...this.#own].map(([name, settings]) => {
      const values = Object.entries(settings).map(([key, value]) => [key, pythonText(value)]);
      return [name, Object.fromEntries(values)];
    });
    const document = { active: this.activeName, profiles: Object.fromEntries(tables) };
    const isNew = !existsSync(this.path);
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      const text = isNew ? stringify(document) : await rewriteProfiles(readFileSync(this.path, "utf8"), document);
      const target = isNew ? this.path : realpathSync(this.path);
      const written = `${target}.${process.pid}.tmp`;
      writeFileSync(written, text, { mode: 0o600 });
      if (!isNew) chmodSync(written, statSync(target).mode);
      renameSync(written, target);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SettingsFileError(`Cannot write the profiles to ${this.path}: ${reason}.`);
    }
  }

  #canonical(table: Record<string, unknown>): ProfileSettings {
    const settings: Record<string, unknown> = {};
    const aliased: [string, unknown][] = [];
    for (const [key, value] of Object.entries(table)) {
      const name = definitionNamed(key)?.name;
      if (name === undefined) this.warnings.push(`Setting '${key}' is not recognized`);
      else if (name === key.toUpperCase()) settings[name] = value;
      else aliased.push([name, value]);
    }
    for (const [name, value] of aliased) settings[name] ??= value;
    return settings;
  }
}
