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

/** What the reference has no setting for, or has in a package of its own. */
const own = [
  "PREFECT_REDIS_MESSAGING_CONSUMER_BLOCK",
  "PREFECT_REDIS_MESSAGING_CONSUMER_MAX_RETRIES",
  "PREFECT_REDIS_MESSAGING_CONSUMER_MIN_IDLE_TIME",
  "PREFECT_REDIS_MESSAGING_CONSUMER_STARTING_MESSAGE_ID",
  "PREFECT_REDIS_MESSAGING_CONSUMER_TRIM_EVERY",
  "PREFECT_REDIS_MESSAGING_CONSUMER_TRIM_IDLE_THRESHOLD",
  "PREFECT_REDIS_MESSAGING_DB",
  "PREFECT_REDIS_MESSAGING_HOST",
  "PREFECT_REDIS_MESSAGING_PASSWORD",
  "PREFECT_REDIS_MESSAGING_PORT",
  "PREFECT_REDIS_MESSAGING_SOCKET_CONNECT_TIMEOUT",
  "PREFECT_REDIS_MESSAGING_SOCKET_TIMEOUT",
  "PREFECT_REDIS_MESSAGING_SSL",
  "PREFECT_REDIS_MESSAGING_URL",
  "PREFECT_REDIS_MESSAGING_USERNAME",
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
