import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SettingsFileError } from "./errors.ts";
import { type LoadOptions, loadSettings } from "./settings.ts";

let cwd: string;
let home: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "prefect-settings-"));
  home = join(cwd, "home");
  mkdirSync(home);
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: Record<string, string> = {}, options: LoadOptions = {}) =>
  loadSettings({ env: { PREFECT_HOME: home, ...env }, cwd, ...options });
const file = (name: string, text: string) => writeFileSync(join(cwd, name), text);
const profile = (text: string) => file("home/profiles.toml", text);

test("a value comes from the highest source that has one", () => {
  const found = (options: LoadOptions = {}, env = {}) => {
    const settings = load(env, options);
    return [settings.get("PREFECT_SERVER_API_PORT"), settings.source("PREFECT_SERVER_API_PORT")];
  };
  expect(found()).toEqual([4200, "defaults"]);
  profile('active = "mine"\n[profiles.mine]\nPREFECT_SERVER_API_PORT = "1"\n');
  expect(found()).toEqual([1, "profile"]);
  file("pyproject.toml", "[tool.prefect.server.api]\nport = 2\n");
  expect(found()).toEqual([2, "pyproject.toml"]);
  file("prefect.toml", "[server.api]\nport = 3\n");
  expect(found()).toEqual([3, "prefect.toml"]);
  file(".env", "PREFECT_SERVER_API_PORT=4\n");
  expect(found()).toEqual([4, ".env file"]);
  expect(found({}, { PREFECT_SERVER_API_PORT: "5" })).toEqual([5, "env"]);
  expect(found({ overrides: { PREFECT_SERVER_API_PORT: 6 } }, { PREFECT_SERVER_API_PORT: "5" })).toEqual([
    6,
    "overrides",
  ]);
});

test("names count in any case, and an older name gives way to the canonical one of the same source", () => {
  expect(load({ prefect_server_api_port: "1" }).get("PREFECT_SERVER_API_PORT")).toBe(1);
  expect(load({ PREFECT_API_DATABASE_ECHO: "true" }).get("PREFECT_SERVER_DATABASE_ECHO")).toBe(true);
  const both = { PREFECT_API_DATABASE_ECHO: "true", PREFECT_SERVER_DATABASE_ECHO: "false" };
  expect(load(both).get("PREFECT_SERVER_DATABASE_ECHO")).toBe(false);
});

test("an empty environment variable is a value", () => {
  profile('active = "mine"\n[profiles.mine]\nPREFECT_API_URL = "http://somewhere/api"\n');
  const settings = load({ PREFECT_API_URL: "" });
  expect([settings.get("PREFECT_API_URL"), settings.source("PREFECT_API_URL")]).toEqual(["", "env"]);
});

test(".env may quote, comment, export and refer to other variables", () => {
  file(
    ".env",
    "# ours\nexport PREFECT_SERVER_API_HOST=\"0.0.0.0\" # all\nPREFECT_API_URL='http://${NAME:-none}/api'\n",
  );
  expect(load().get("PREFECT_SERVER_API_HOST")).toBe("0.0.0.0");
  expect(load({ NAME: "far" }).get("PREFECT_API_URL")).toBe("http://far/api");
  expect(load().get("PREFECT_API_URL")).toBe("http://none/api");
});

test("plugin settings are found under their older table", () => {
  file("prefect.toml", "[experiments.plugins]\nenabled = true\nstrict = true\n[plugins]\nstrict = false\n");
  expect(load().get("PREFECT_PLUGINS_ENABLED")).toBe(true);
  expect(load().get("PREFECT_PLUGINS_STRICT")).toBe(false);
});

test("a file that is not TOML is refused by name", () => {
  file("prefect.toml", "[server\n");
  expect(() => load()).toThrow(SettingsFileError);
  expect(() => load()).toThrow(join(cwd, "prefect.toml"));
});

test("the profile is the one asked for, else PREFECT_PROFILE's, else the active one", () => {
  profile('active = "a"\n[profiles.a]\n[profiles.b]\n[profiles.c]\n');
  expect(load().profileName).toBe("a");
  expect(load({ PREFECT_PROFILE: "b" }).profileName).toBe("b");
  expect(load({ PREFECT_PROFILE: "b" }, { profile: "c" }).profileName).toBe("c");
});

test("a packaged profile is in effect without standing in the file", () => {
  expect(load({ PREFECT_PROFILE: "local" }).get("PREFECT_API_URL")).toBe("http://127.0.0.1:4200/api");
  expect(load().get("PREFECT_SERVER_EPHEMERAL_ENABLED")).toBe(true);
});

test("a profile that does not exist gives the default one and a warning", () => {
  const settings = load({ PREFECT_PROFILE: "nosuch" });
  expect(settings.profileName).toBe("ephemeral");
  expect(settings.warnings()).toEqual([
    "WARNING: Active profile 'nosuch' set by environment variable not found. The default profile will be used instead. ",
  ]);
});

test("under a test mode of the reference no profile counts", () => {
  const settings = load({ PREFECT_PROFILE: "local", PREFECT_TESTING_TEST_MODE: "1" });
  expect(settings.get("PREFECT_API_URL")).toBeNull();
});

test("the home is ~/.prefect, and a tilde is the user's home", () => {
  expect(loadSettings({ env: {}, cwd, validate: false }).get("PREFECT_HOME")).toBe(`${homedir()}/.prefect`);
  expect(load({ PREFECT_HOME: "~/elsewhere" }).get("PREFECT_PROFILES_PATH")).toBe(
    `${homedir()}/elsewhere/profiles.toml`,
  );
});

test.each([
  [{}, "sqlite+aiosqlite:///HOME/prefect.db"],
  [
    { PREFECT_SERVER_DATABASE_DRIVER: "sqlite+aiosqlite", PREFECT_SERVER_DATABASE_NAME: "/tmp/x.db" },
    "sqlite+aiosqlite:////tmp/x.db",
  ],
  [
    {
      PREFECT_API_DATABASE_DRIVER: "postgresql+asyncpg",
      PREFECT_SERVER_DATABASE_HOST: "db",
      PREFECT_SERVER_DATABASE_USER: "me",
      PREFECT_SERVER_DATABASE_NAME: "prefect",
      PREFECT_SERVER_DATABASE_PASSWORD: "p@ss/word:1",
    },
    "postgresql+asyncpg://me:p%40ss%2Fword%3A1@db:5432/prefect",
  ],
  [
    {
      PREFECT_SERVER_DATABASE_CONNECTION_URL: "postgresql://me:${PREFECT_API_DATABASE_PASSWORD}@db/prefect",
      PREFECT_SERVER_DATABASE_PASSWORD: "$&",
    },
    "postgresql://me:$&@db/prefect",
  ],
])("the connection URL of %j", (env, url) => {
  expect(load(env).get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal()).toBe(url.replace("HOME", home));
});

test.each([
  [{ PREFECT_SERVER_DATABASE_DRIVER: "postgresql+asyncpg", PREFECT_SERVER_DATABASE_USER: "me" }, "host, name"],
  [
    { PREFECT_SERVER_DATABASE_CONNECTION_URL: "postgresql://${PREFECT_SERVER_DATABASE_PASSWORD}@db/p" },
    "password is None",
  ],
  [{ PREFECT_LOGGING_TO_API_BATCH_SIZE: "10" }, "PREFECT_LOGGING_TO_API_BATCH_SIZE"],
])("settings that do not go together are refused: %j", (env, message) => {
  expect(() => load(env)).toThrow(message);
});

test.each([
  ["http://localhost:4200/api", "http://localhost:4200"],
  ["https://api.prefect.cloud/api/accounts/1/workspaces/2", "https://app.prefect.cloud/account/1/workspace/2"],
  ["", null],
])("the UI of the API at %j", (apiUrl, uiUrl) => {
  expect(load({ PREFECT_API_URL: apiUrl }).get("PREFECT_UI_URL")).toBe(uiUrl);
});

test("connected to Prefect Cloud, a log is no longer than Cloud takes", () => {
  const settings = load({ PREFECT_API_URL: "https://api.prefect.cloud/api/accounts/1/workspaces/2" });
  expect(settings.get("PREFECT_LOGGING_TO_API_MAX_LOG_SIZE")).toBe(25_000);
});

test("debugging sets the levels, whatever they are set to", () => {
  const settings = load({ PREFECT_DEBUG_MODE: "1", PREFECT_LOGGING_LEVEL: "ERROR" });
  expect(settings.get("PREFECT_LOGGING_LEVEL")).toBe("DEBUG");
});

test("an API URL that looks mistaken and a password that is not used give warnings", () => {
  const url = { PREFECT_API_URL: "https://app.prefect.cloud/account/1" };
  expect(load(url).warnings()).toHaveLength(2);
  expect(load({ ...url, PREFECT_SILENCE_API_URL_MISCONFIGURATION: "1" }).warnings()).toEqual([]);
  const database = {
    PREFECT_SERVER_DATABASE_CONNECTION_URL: "postgresql://me@db/p",
    PREFECT_SERVER_DATABASE_PASSWORD: "x1",
  };
  expect(load(database).warnings()[0]).toContain("PREFECT_SERVER_DATABASE_PASSWORD");
});
