import { readFileSync } from "node:fs";
import { expect, expectTypeOf, test } from "vitest";
import { definitionNamed, definitions } from "./catalog.ts";
import type { Secret } from "./secret.ts";
import { loadSettings } from "./settings.ts";

interface ReferenceSetting {
  path: string;
  aliases: string[];
  default: unknown;
  secret: boolean;
}

/** What the reference says of each of its settings, its home folder being /home/me/.prefect. */
const reference: Record<string, ReferenceSetting> = JSON.parse(
  readFileSync(new URL("./reference-defaults.fixture.json", import.meta.url), "utf8"),
);
const env = { PREFECT_HOME: "/home/me/.prefect", PREFECT_TEST_SETTING: undefined };
const settings = loadSettings({ env: { ...env, PREFECT_SERVER_EPHEMERAL_ENABLED: "false" }, cwd: "/nowhere" });

/** What the reference has no setting for. */
const own = [
  "PREFECT_SERVER_EVENTS_ALLOW_PRIVATE_URLS",
  "PREFECT_SERVER_SERVICES_DEAD_RUNS_ENABLED",
  "PREFECT_SERVER_SERVICES_DEAD_RUNS_FALLBACK_HEARTBEAT_INTERVAL_SECONDS",
  "PREFECT_SERVER_SERVICES_DEAD_RUNS_INACTIVITY_HEARTBEAT_MULTIPLE",
  "PREFECT_SERVER_SERVICES_DEAD_RUNS_LOOP_SECONDS",
];

test("the settings are the reference's and our own, no more and no fewer", () => {
  expect(definitions().map(({ name }) => name)).toEqual([...Object.keys(reference), ...own].toSorted());
});

test.each(Object.entries(reference))("%s has the reference's path, names, secrecy and default", (name, expected) => {
  const definition = definitionNamed(name);
  expect(definition?.path.join(".")).toBe(expected.path);
  expect(definition?.aliases).toEqual(expected.aliases);
  expect(definition?.secret).toBe(expected.secret);
  const answered = expected.path.split(".").reduce<unknown>(childOf, settings.tree());
  expect(answered).toEqual(expected.default);
});

test("every older name stands for its setting, in small letters too", () => {
  const names = Object.entries(reference).flatMap(([name, { aliases }]) => aliases.map((alias) => [alias, name]));
  expect(names.length).toBeGreaterThan(100);
  for (const [alias = "", name] of names) expect(definitionNamed(alias.toLowerCase())?.name).toBe(name);
});

test("a value has the type of its setting", () => {
  expectTypeOf(settings.get("PREFECT_SERVER_API_PORT")).toEqualTypeOf<number>();
  expectTypeOf(settings.get("PREFECT_API_URL")).toEqualTypeOf<string | null>();
  expectTypeOf(settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL")).toEqualTypeOf<Secret>();
  expectTypeOf(settings.get("PREFECT_PLUGINS_ALLOW")).toEqualTypeOf<readonly string[]>();
  expectTypeOf(settings.get("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW")).toEqualTypeOf<"warn" | "error" | "ignore">();
});

function childOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}
