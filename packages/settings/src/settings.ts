import { type SettingName, type SettingValue, definitionNamed, definitions, parseSetting } from "./catalog.ts";
import { adjustments, derivations, isConnectedToCloud } from "./derived.ts";
import { InvalidValue, type SettingProblem, SettingsError } from "./errors.ts";
import type { Json } from "./fields.ts";
import { type Environment, type Layer, type Source, layersAboveProfile, namedLayer } from "./layers.ts";
import { Profiles } from "./profiles.ts";
import { pythonText } from "./python-text.ts";
import type { Definition } from "./section.ts";
import { misconfigurations } from "./warnings.ts";

export type { SettingName, SettingValue } from "./catalog.ts";
export type { Source } from "./layers.ts";

export interface LoadOptions {
  /** The environment variables; the process's own by default. */
  env?: Environment;
  /** Where `.env`, `prefect.toml` and `pyproject.toml` are looked for; the working directory by default. */
  cwd?: string;
  /** The profile to use instead of the one that PREFECT_PROFILE or profiles.toml names. */
  profile?: string;
  /** Values above every source, as they would stand in a TOML file. */
  overrides?: { readonly [Name in SettingName]?: string | number | boolean | undefined };
  /** Whether to refuse settings that are invalid; on by default. Off, `get` throws for the invalid one only. */
  validate?: boolean;
}

/** What `config view` knows of one setting. */
export interface ShownSetting {
  readonly name: string;
  readonly value: string;
  readonly source: Source;
  readonly secret: boolean;
}

const TEST_MODES = [
  "PREFECT_TEST_MODE",
  "PREFECT_UNIT_TEST_MODE",
  "PREFECT_TESTING_UNIT_TEST_MODE",
  "PREFECT_TESTING_TEST_MODE",
];

/**
 * Settings from, highest first: overrides, environment, `.env`, `prefect.toml`, `pyproject.toml`, the profile, defaults.
 * Throws SettingsError naming every setting that is invalid, SettingsFileError for a file that cannot be read.
 */
export function loadSettings(options: LoadOptions = {}): Settings {
  const env = options.env ?? process.env;
  const above = [
    namedLayer("overrides", options.overrides ?? {}),
    ...layersAboveProfile(env, options.cwd ?? process.cwd()),
  ];
  const path = new Settings(above, env, null).get("PREFECT_PROFILES_PATH");
  const profiles = Profiles.read(path);
  const chosen = profiles.choose(options.profile, env["PREFECT_PROFILE"]);
  const ignoresProfile = TEST_MODES.some((name) => Boolean(env[name]));
  const layers = ignoresProfile ? above : [...above, namedLayer("profile", chosen.profile.settings)];
  const settings = new Settings(layers, env, { profiles, ...chosen });
  if (options.validate !== false) settings.validate();
  return settings;
}

interface ChosenProfile {
  readonly profiles: Profiles;
  readonly profile: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> };
  readonly warning: string | null;
}

/** The settings of one process. Values are read when first asked for. */
export class Settings {
  readonly #layers: readonly Layer[];
  readonly #env: Environment;
  readonly #chosen: ChosenProfile | null;
  readonly #values = new Map<string, unknown>();

  constructor(layers: readonly Layer[], env: Environment, chosen: ChosenProfile | null) {
    this.#layers = layers;
    this.#env = env;
    this.#chosen = chosen;
  }

  /** The name of the profile in use. */
  get profileName(): string {
    return this.#chosen?.profile.name ?? "ephemeral";
  }

  /** The value of a setting; durations are seconds. Throws SettingsError if it is invalid. */
  get<Name extends SettingName>(name: Name): SettingValue<Name>;
  get(name: SettingName): unknown {
    if (!this.#values.has(name)) this.#values.set(name, this.#read(name));
    return this.#values.get(name);
  }

  /** Where the value comes from. */
  source(name: SettingName): Source {
    return this.#given(name)?.source ?? "defaults";
  }

  /** Whether the API URL points at Prefect Cloud. */
  isConnectedToCloud(): boolean {
    return isConnectedToCloud((name) => this.get(name));
  }

  /** Throws SettingsError with every setting that is invalid. */
  validate(): void {
    const given = this.#layers.flatMap((layer) => [...layer.values.keys()]);
    const names = [...new Set([...given, ...adjustments.keys()])].toSorted();
    const problems = names.flatMap((name) => this.#problemsOf(name));
    const unique = new Map(problems.map((problem) => [`${problem.name} ${problem.message}`, problem]));
    if (unique.size > 0) throw new SettingsError([...unique.values()]);
  }

  /** Lines for a person about what is probably a mistake. */
  warnings(): string[] {
    const profile = this.#chosen?.warning ?? null;
    return [...(profile === null ? [] : [profile]), ...misconfigurations((name) => this.get(name))];
  }

  /** Every setting, nested by path, as `GET /api/admin/settings` answers: durations in ISO 8601, secrets masked. */
  tree(): JsonTree {
    const entries = definitions().map((definition): [readonly string[], Json] => [
      definition.path,
      definition.dump(this.#valueOf(definition)),
    ]);
    return nested(entries);
  }

  /** What is set, and with `defaults` also what is not, by canonical name. Secrets are not masked here. */
  shown(options: { defaults: boolean }): ShownSetting[] {
    return definitions().flatMap((definition) => {
      const { name, secret } = definition;
      const given = this.#given(name);
      if (given !== undefined) return [{ name, secret, value: pythonText(given.value), source: given.source }];
      const value = options.defaults ? definition.show(this.#valueOf(definition)) : null;
      return value === null ? [] : [{ name, secret, value, source: "defaults" as const }];
    });
  }

  #given(name: string): { value: unknown; source: Source } | undefined {
    const layer = this.#layers.find(({ values }) => values.has(name));
    return layer && { value: layer.values.get(name), source: layer.source };
  }

  #valueOf(definition: Definition<unknown>): unknown {
    if (!this.#values.has(definition.name)) this.#values.set(definition.name, this.#read(definition.name));
    return this.#values.get(definition.name);
  }

  #read(name: string): unknown {
    const definition = definitionNamed(name);
    if (definition === undefined) throw new TypeError(`There is no setting ${name}`);
    const given = this.#given(name);
    try {
      return this.#resolve(definition, given?.value);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      throw new SettingsError([{ name, message: error.message, source: given?.source ?? "defaults" }]);
    }
  }

  #resolve(definition: Definition<unknown>, raw: unknown): unknown {
    const read = <Name extends SettingName>(name: Name) => this.get(name);
    const parsed = parseSetting(definition, raw);
    const derivation = derivations.get(definition.name);
    const unset = () => (derivation === undefined ? definition.default : derivation.derive(read, this.#env));
    const value = parsed === undefined ? unset() : parsed;
    const adjustment = adjustments.get(definition.name);
    return adjustment === undefined ? value : adjustment.adjust(value, read);
  }

  #problemsOf(name: string): readonly SettingProblem[] {
    const definition = definitionNamed(name);
    if (definition === undefined) return [];
    try {
      this.#valueOf(definition);
      return [];
    } catch (error) {
      if (error instanceof SettingsError) return error.problems;
      throw error;
    }
  }
}

interface JsonTree {
  readonly [key: string]: Json;
}

function nested(entries: readonly [readonly string[], Json][]): JsonTree {
  const groups = Map.groupBy(entries, ([path]) => path[0] ?? "");
  return Object.fromEntries(
    [...groups].map(([key, group]): [string, Json] => {
      const [path, value] = group[0] ?? [[], null];
      return [key, path.length === 1 ? value : nested(group.map(([rest, leaf]) => [rest.slice(1), leaf]))];
    }),
  );
}
