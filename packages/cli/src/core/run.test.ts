import { prefectVersion } from "@prefect-ts/server/versions";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Group, type Leaf, root } from "../commands/tree.ts";
import { CommandLine } from "../testing/command-line.ts";

let cli: CommandLine;

beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli[Symbol.dispose]());

test.each(["--version", "-v"])("prefect %s is the version and nothing else", async (option) => {
  expect(await cli.run(option)).toEqual({ exitCode: 0, stdout: `${prefectVersion}\n`, stderr: "" });
});

test("version shows what runs here, in the reference's columns", async () => {
  const { stdout } = await cli.run("version --omit-integrations", { env: { PREFECT_PROFILE: "local" } });
  expect(stdout).toMatch(/^Version: {14}3\.8\.8$/m);
  expect(stdout).toMatch(/^Profile: {14}local$/m);
  expect(stdout).toMatch(/^Server type: {10}server$/m);
  expect(stdout).toMatch(/^Server:\n {2}Database: {11}sqlite$/m);
});

test.each([...paths(root, [])])("prefect %s --help says how it is used", async (path) => {
  const { exitCode, stdout } = await cli.run(`${path} --help`);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(new RegExp(`^Usage: prefect${path === "" ? "" : ` ${path}`} `));
  expect(stdout).toContain("--profile <name>");
});

test.each([
  ["nosuch", 'Unknown command "nosuch". Available commands: config, flow-run, profile, server, version.'],
  ["config nosuch", 'Unknown command "nosuch" of "config". Available commands: set, unset, validate, view.'],
  ["version extra", "Unused Tokens: ['extra']. See prefect version --help."],
  ["config view --nosuch", "Unknown option: --nosuch. See prefect config view --help."],
  [
    "config set",
    'Command "prefect config set" parameter settings requires an argument. See prefect config set --help.',
  ],
  ["--profile nosuch version", "Unknown profile 'nosuch'."],
  ["version --profile", "Option --profile needs the name of a profile."],
])("prefect %s fails in one line", async (line, message) => {
  expect(await cli.run(line)).toEqual({ exitCode: 1, stdout: "", stderr: `${message}\n` });
});

test.each(["--profile local version", "-p local version", "version --profile local", "version --profile=local"])(
  "prefect %s uses the profile",
  async (line) => {
    expect((await cli.run(line)).stdout).toMatch(/^Profile: {14}local$/m);
  },
);

test("a profile that PREFECT_PROFILE names and that does not exist is warned of", async () => {
  const result = await cli.run("version", { env: { PREFECT_PROFILE: "nosuch" } });
  expect(result.exitCode).toBe(0);
  expect(result.stderr).toContain("WARNING: Active profile 'nosuch' set by environment variable not found.");
});

function* paths(group: Group, parents: readonly string[]): Generator<string> {
  yield parents.join(" ");
  for (const [name, entry] of Object.entries<Group | Leaf>(group.commands)) {
    if (typeof entry === "function") yield [...parents, name].join(" ");
    else yield* paths(entry, [...parents, name]);
  }
}
