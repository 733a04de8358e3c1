import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Profiles } from "./profiles.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prefect-profiles-"));
  path = join(folder, "home", "profiles.toml");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a new file has what the reference writes, for its owner alone", async () => {
  const profiles = Profiles.read(path);
  profiles.update("ephemeral", { PREFECT_API_URL: "http://localhost/api" });
  await profiles.save();
  expect(readFileSync(path, "utf8")).toBe(
    'active = "ephemeral"\n\n[profiles.ephemeral]\nPREFECT_SERVER_EPHEMERAL_ENABLED = "true"\nPREFECT_API_URL = "http://localhost/api"\n',
  );
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("comments, order and untouched values stay when a value changes", async () => {
  path = join(folder, "profiles.toml");
  const before = [
    "# my profiles",
    'active = "work" # the usual one',
    "",
    "[profiles.work]",
    "# the server in the cellar",
    'PREFECT_API_URL = "http://old/api"',
    'PREFECT_LOGGING_LEVEL = "DEBUG"',
    "",
    "[profiles.other] # rarely",
    'PREFECT_CLI_COLORS = "false"',
    "",
  ].join("\n");
  writeFileSync(path, before);
  const profiles = Profiles.read(path);
  profiles.update("work", { PREFECT_API_URL: "http://new/api" });
  await profiles.save();
  expect(readFileSync(path, "utf8")).toBe(before.replace("http://old/api", "http://new/api"));
});

test("a new profile goes to the end, and the rest of the file stays", async () => {
  path = join(folder, "profiles.toml");
  const before = 'active = "a"\n\n[profiles.a] # mine\nPREFECT_CLI_COLORS = "false"\n';
  writeFileSync(path, before);
  const profiles = Profiles.read(path);
  profiles.add("b c", { PREFECT_API_URL: "http://b/api" });
  await profiles.save();
  expect(readFileSync(path, "utf8")).toBe(`${before}\n[profiles."b c"]\nPREFECT_API_URL = "http://b/api"\n`);
});

test.each([
  '[profiles]\na = { PREFECT_CLI_COLORS = "false" }\n',
  'profiles.a.PREFECT_CLI_COLORS = "false"\n',
  "profiles = {}\n",
  "",
])("any layout of a file can be changed: %j", async (text) => {
  path = join(folder, "profiles.toml");
  writeFileSync(path, text);
  const profiles = Profiles.read(path);
  profiles.update("a", { PREFECT_CLI_WRAP_LINES: "false" });
  profiles.add("b", { PREFECT_CLI_COLORS: "true" });
  const expected = new Map(profiles.ownNames().map((name) => [name, profiles.find(name)?.settings]));
  await profiles.save();
  const again = Profiles.read(path);
  expect(new Map(again.ownNames().map((name) => [name, again.find(name)?.settings]))).toEqual(expected);
});

test("a profile can be added, renamed into another and removed", async () => {
  const profiles = Profiles.read(path);
  profiles.add("a", { PREFECT_CLI_COLORS: "false" });
  profiles.add("b", {});
  profiles.remove("a");
  profiles.activeName = "b";
  await profiles.save();
  const again = Profiles.read(path);
  expect(again.ownNames()).toEqual(["b"]);
  expect(again.activeName).toBe("b");
  expect(again.names()).toEqual(["ephemeral", "local", "test", "cloud", "b"]);
});

test("older names are read as canonical ones, which win, and unknown ones are told", () => {
  path = join(folder, "profiles.toml");
  writeFileSync(
    path,
    '[profiles.p]\nPREFECT_API_DATABASE_ECHO = "a"\nPREFECT_SERVER_DATABASE_ECHO = "b"\nPREFECT_UI_ENABLED = true\nFOO = 1\n',
  );
  const profiles = Profiles.read(path);
  expect(profiles.find("p")?.settings).toEqual({ PREFECT_SERVER_DATABASE_ECHO: "b", PREFECT_SERVER_UI_ENABLED: true });
  expect(profiles.warnings).toEqual(["Setting 'FOO' is not recognized"]);
});
