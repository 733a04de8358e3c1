import { homedir } from "node:os";
import type { SettingName, SettingValue } from "./catalog.ts";
import { InvalidValue } from "./errors.ts";
import { Secret } from "./secret.ts";

/** Reads another setting. */
export type Read = <Name extends SettingName>(name: Name) => SettingValue<Name>;

type Environment = Readonly<Record<string, string | undefined>>;

interface Derivation {
  derive(read: Read, env: Environment): unknown;
}

interface Adjustment {
  adjust(value: unknown, read: Read): unknown;
}

/** Defaults that depend on other settings; used where no source has a value. */
export const derivations: ReadonlyMap<string, Derivation> = new Map([
  derived("PREFECT_HOME", () => `${homedir()}/.prefect`),
  derived("PREFECT_PROFILES_PATH", (read) => inHome(read, "profiles.toml")),
  derived("PREFECT_LOGGING_CONFIG_PATH", (read) => inHome(read, "logging.yml")),
  derived("PREFECT_RESULTS_LOCAL_STORAGE_PATH", (read) => inHome(read, "storage")),
  derived("PREFECT_SERVER_MEMO_STORE_PATH", (read) => inHome(read, "memo_store.toml")),
  derived("PREFECT_API_SSL_CERT_FILE", (_read, env) => env["SSL_CERT_FILE"] ?? null),
  derived("PREFECT_CLOUD_UI_URL", (read) => cloudUiUrl(read("PREFECT_CLOUD_API_URL"))),
  derived("PREFECT_UI_URL", uiUrl),
  derived("PREFECT_SERVER_UI_API_URL", uiApiUrl),
  derived("PREFECT_SERVER_DATABASE_CONNECTION_URL", (read) => new Secret(connectionUrl(read))),
]);

/** What is done to a value once it is known, whichever source it came from. */
export const adjustments: ReadonlyMap<string, Adjustment> = new Map([
  adjusted("PREFECT_HOME", (home) => (home === "~" || home.startsWith("~/") ? homedir() + home.slice(1) : home)),
  adjusted("PREFECT_PROFILES_PATH", (path, read) => path.replaceAll("$PREFECT_HOME", read("PREFECT_HOME"))),
  adjusted("PREFECT_LOGGING_LEVEL", (level, read) => (isDebugging(read) ? "DEBUG" : level)),
  adjusted("PREFECT_INTERNAL_LOGGING_LEVEL", (level, read) => (isDebugging(read) ? "DEBUG" : level)),
  adjusted("PREFECT_LOGGING_TO_API_MAX_LOG_SIZE", limitLogSize),
  adjusted("PREFECT_SERVER_DATABASE_CONNECTION_URL", withPassword),
]);

function derived<Name extends SettingName>(
  name: Name,
  derive: (read: Read, env: Environment) => SettingValue<Name>,
): [string, Derivation] {
  return [name, { derive }];
}

function adjusted<Name extends SettingName>(
  name: Name,
  adjust: (value: SettingValue<Name>, read: Read) => SettingValue<Name>,
): [string, Adjustment] {
  return [name, { adjust }];
}

/** Whether the API URL points at the configured Prefect Cloud. */
export function isConnectedToCloud(read: Read): boolean {
  const cloud = read("PREFECT_CLOUD_API_URL");
  return cloud !== "" && (read("PREFECT_API_URL") ?? "").startsWith(cloud);
}

function isDebugging(read: Read): boolean {
  return read("PREFECT_DEBUG_MODE") || read("PREFECT_TESTING_TEST_MODE");
}

function limitLogSize(size: number, read: Read): number {
  if (size > read("PREFECT_LOGGING_TO_API_BATCH_SIZE")) {
    throw new InvalidValue("Value error, cannot be larger than `PREFECT_LOGGING_TO_API_BATCH_SIZE`");
  }
  return isConnectedToCloud(read) ? Math.min(size, read("PREFECT_CLOUD_MAX_LOG_SIZE")) : size;
}

function uiApiUrl(read: Read): string {
  const address = `${read("PREFECT_SERVER_API_HOST")}:${read("PREFECT_SERVER_API_PORT")}`;
  return read("PREFECT_API_URL") || `http://${address}/api`;
}

function inHome(read: Read, file: string): string {
  return `${read("PREFECT_HOME")}/${file}`;
}

function cloudUiUrl(apiUrl: string): string {
  const url = /^https:\/\/api[.\w]*.prefect.[^.]+\//.test(apiUrl)
    ? apiUrl.replace("https://api", "https://app")
    : apiUrl;
  return url.replace(/\/api$/, "");
}

function uiUrl(read: Read): string | null {
  const apiUrl = read("PREFECT_API_URL");
  if (apiUrl === null || apiUrl === "") return null;
  const url = isConnectedToCloud(read)
    ? apiUrl.replaceAll(read("PREFECT_CLOUD_API_URL"), read("PREFECT_CLOUD_UI_URL"))
    : apiUrl;
  return url
    .replace(/\/api$/, "")
    .replaceAll("/api/", "/")
    .replaceAll("/accounts/", "/account/")
    .replaceAll("/workspaces/", "/workspace/");
}

function connectionUrl(read: Read): string {
  const driver = read("PREFECT_SERVER_DATABASE_DRIVER");
  const host = read("PREFECT_SERVER_DATABASE_HOST");
  const user = read("PREFECT_SERVER_DATABASE_USER");
  const name = read("PREFECT_SERVER_DATABASE_NAME");
  if (driver === "postgresql+asyncpg") {
    const required = { host, user, name };
    const missing = Object.entries(required).flatMap(([part, value]) => (value === null ? [part] : []));
    if (missing.length > 0) {
      throw new InvalidValue(`Value error, Missing required database connection settings: ${missing.join(", ")}`);
    }
    const password = read("PREFECT_SERVER_DATABASE_PASSWORD")?.reveal();
    const login = quoted(user ?? "") + (password ? `:${quoted(password)}` : "");
    const address = host?.includes(":") ? `[${host}]` : host;
    return `${driver}://${login}@${address}:${read("PREFECT_SERVER_DATABASE_PORT") || 5432}/${name}`;
  }
  if (driver === "sqlite+aiosqlite" && name) return `${driver}:///${name}`;
  return `sqlite+aiosqlite:///${inHome(read, "prefect.db")}`;
}

/** User and password as SQLAlchemy writes them in a URL: only what would be read as structure is escaped. */
function quoted(part: string): string {
  return encodeURIComponent(part)
    .replaceAll("%20", " ")
    .replaceAll("%2B", "+")
    .replaceAll(/%(?:24|26|2C|3B|3D)/g, decodeURIComponent);
}

function withPassword(url: Secret, read: Read): Secret {
  const text = url.reveal();
  const template = /\$\{PREFECT_(?:API|SERVER)_DATABASE_PASSWORD\}/g;
  if (!template.test(text)) return url;
  const password = read("PREFECT_SERVER_DATABASE_PASSWORD");
  if (password === null) {
    throw new InvalidValue("Value error, database password is None - please set PREFECT_SERVER_DATABASE_PASSWORD");
  }
  return new Secret(text.replaceAll(template, () => password.reveal()));
}
