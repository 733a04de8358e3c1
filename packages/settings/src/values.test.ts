import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isSettingName } from "./catalog.ts";
import { SettingsError } from "./errors.ts";
import { Secret } from "./secret.ts";
import { loadSettings } from "./settings.ts";

interface Reading {
  name: string;
  text: string;
  value?: unknown;
  error?: string;
}

/** How the reference reads texts from the environment, one or more settings of each kind. */
const readings: Reading[] = JSON.parse(
  readFileSync(new URL("./reference-values.fixture.json", import.meta.url), "utf8"),
);

test.each(readings.filter((reading) => reading.error === undefined))(
  "$name=$text is read as the reference reads it",
  ({ name, text, value }) => {
    const found = read(name, text);
    // The reference's sets have no order; its answers here are sorted.
    expect(Array.isArray(found) ? found.toSorted() : found).toEqual(value);
  },
);

test.each(readings.filter((reading) => reading.error !== undefined))(
  "$name=$text is refused in the reference's words",
  ({ name, text, error }) => {
    expect(() => read(name, text)).toThrow(new SettingsError([{ name, source: "env", message: error ?? "" }]));
  },
);

test.each([
  ["PREFECT_PLUGINS_ALLOW", "1", "Input should be a valid string"],
  ["PREFECT_CLIENT_RETRY_EXTRA_CODES", "99", "Input should be greater than or equal to 100"],
  ["PREFECT_CLIENT_CUSTOM_HEADERS", "x", "Input should be a JSON object"],
  [
    "PREFECT_FLOWS_DEFAULT_RETRY_DELAY_SECONDS",
    "abc",
    "Input should be a valid number, unable to parse string as a number",
  ],
])("%s=%s, where the reference shows its internals, is refused in one line", (name, text, message) => {
  expect(() => read(name, text)).toThrow(new SettingsError([{ name, source: "env", message }]));
});

test.each([
  ["PREFECT_SERVER_API_PORT", true, 1],
  ["PREFECT_SERVER_API_PORT", "5.0", 5],
  ["PREFECT_API_REQUEST_TIMEOUT", 1, 1],
  ["PREFECT_SERVER_API_CSRF_TOKEN_EXPIRATION", 60.5, 60.5],
  ["PREFECT_DEBUG_MODE", 1, true],
])("%s takes %s as a TOML value", (name, raw, value) => {
  if (!isSettingName(name)) throw new Error(name);
  expect(
    loadSettings({ env: { PREFECT_HOME: "/nowhere" }, cwd: "/nowhere", overrides: { [name]: raw } }).get(name),
  ).toBe(value);
});

test("every invalid setting is named, each in a line with where it came from", () => {
  const env = { PREFECT_HOME: "/nowhere", PREFECT_SERVER_API_PORT: "abc", PREFECT_DEBUG_MODE: "maybe" };
  expect(() => loadSettings({ env, cwd: "/nowhere" })).toThrow(
    [
      "PREFECT_DEBUG_MODE (from env): Input should be a valid boolean, unable to interpret input",
      "PREFECT_SERVER_API_PORT (from env): Input should be a valid integer, unable to parse string as an integer",
    ].join("\n"),
  );
});

test("a secret shows only when it is revealed", () => {
  const settings = loadSettings({ env: { PREFECT_HOME: "/nowhere", PREFECT_API_KEY: "pnu_1" }, cwd: "/nowhere" });
  const key = settings.get("PREFECT_API_KEY");
  expect(`${key} ${JSON.stringify({ key })} ${JSON.stringify(settings.tree())}`).not.toContain("pnu_1");
  expect(key?.reveal()).toBe("pnu_1");
});

function read(name: string, text: string): unknown {
  if (!isSettingName(name)) throw new Error(`${name} is no setting`);
  const value = loadSettings({ env: { PREFECT_HOME: "/home/me/.prefect", [name]: text }, cwd: "/nowhere" }).get(name);
  return value instanceof Secret ? value.reveal() : value;
}
