import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CommandLine } from "../../testing/command-line.ts";

let cli: CommandLine;

beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli[Symbol.dispose]());

const ok = (stdout: string) => ({ exitCode: 0, stdout, stderr: "" });
const refused = (stderr: string) => ({ exitCode: 1, stdout: "", stderr: `${stderr}\n` });

describe("config set", () => {
  test("stores values under their canonical names in the current profile, making the file", async () => {
    const result = await cli.run("config set PREFECT_API_DATABASE_HOST=foo PREFECT_API_URL=http://localhost:4200/api");
    expect(result).toEqual(
      ok(
        "Set 'PREFECT_API_DATABASE_HOST' to 'foo'.\nSet 'PREFECT_API_URL' to 'http://localhost:4200/api'.\nUpdated profile 'ephemeral'.\n",
      ),
    );
    expect(cli.profilesText).toContain('[profiles.ephemeral]\nPREFECT_SERVER_EPHEMERAL_ENABLED = "true"\n');
    expect(cli.profilesText).toContain('PREFECT_SERVER_DATABASE_HOST = "foo"\n');
  });

  test("keeps the comments of the file", async () => {
    cli.profilesText = '# mine\nactive = "p"\n[profiles.p] # work\nPREFECT_API_URL = "http://a/api" # here\n';
    await cli.run("config set PREFECT_API_URL=http://b/api");
    expect(cli.profilesText).toBe(
      '# mine\nactive = "p"\n[profiles.p] # work\nPREFECT_API_URL = "http://b/api" # here\n',
    );
  });

  test("a value may contain an equals sign", async () => {
    await cli.run("config set PREFECT_API_AUTH_STRING=a=b");
    expect(cli.profilesText).toContain('PREFECT_API_AUTH_STRING = "a=b"');
  });

  test("warns where an environment variable overrides", async () => {
    const result = await cli.run("config set PREFECT_API_URL=http://y/api", {
      env: { PREFECT_API_URL: "http://x/api" },
    });
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain(
      "PREFECT_API_URL is also set by an environment variable which will override your config value. Run `unset PREFECT_API_URL` to clear it.\n",
    );
  });

  test.each([
    ["FOO=1", "Unknown setting name 'FOO'."],
    ["prefect_api_url=x", "Unknown setting name 'prefect_api_url'."],
    ["PREFECT_API_URL", "Failed to parse argument 'PREFECT_API_URL'. Use the format 'VAR=VAL'."],
    [
      "PREFECT_HOME=/x",
      "Setting 'PREFECT_HOME' cannot be changed with this command. Use an environment variable instead.",
    ],
    [
      "PREFECT_PROFILES_PATH=/x",
      "Setting 'PREFECT_PROFILES_PATH' cannot be changed with this command. Use an environment variable instead.",
    ],
    [
      "PREFECT_SERVER_API_PORT=abc",
      "Validation error(s) for setting PREFECT_SERVER_API_PORT\n\n - Input should be a valid integer, unable to parse string as an integer\n",
    ],
  ])("refuses %s and changes nothing", async (assignment, message) => {
    cli.profilesText = 'active = "ephemeral"\n';
    expect(await cli.run(`config set PREFECT_CLI_COLORS=false ${assignment}`)).toEqual(refused(message));
    expect(cli.profilesText).toBe('active = "ephemeral"\n');
  });

  test("mends a profile that is invalid", async () => {
    cli.profilesText = 'active = "p"\n[profiles.p]\nPREFECT_SERVER_API_PORT = "abc"\n';
    expect((await cli.run("version")).exitCode).toBe(1);
    expect((await cli.run("config set PREFECT_SERVER_API_PORT=4300")).exitCode).toBe(0);
    expect((await cli.run("version")).exitCode).toBe(0);
  });
});

describe("config unset", () => {
  beforeEach(() => {
    cli.profilesText = 'active = "p"\n\n[profiles.p]\nPREFECT_API_URL = "http://a/api"\nPREFECT_UI_ENABLED = "false"\n';
  });

  test("removes values by canonical and older names", async () => {
    expect(await cli.run("config unset PREFECT_UI_ENABLED")).toEqual(
      ok("Unset 'PREFECT_UI_ENABLED'.\nUpdated profile 'p'.\n"),
    );
    expect(cli.profilesText).toBe('active = "p"\n\n[profiles.p]\nPREFECT_API_URL = "http://a/api"\n');
  });

  test("asks a person, and does nothing without a yes", async () => {
    const before = cli.profilesText;
    const result = await cli.run("config unset PREFECT_API_URL", { answers: "maybe\nn\n" });
    expect(result.stderr).toBe("Unset aborted.\n");
    expect(result.stdout).toContain("Are you sure you want to unset the following setting(s): PREFECT_API_URL? [y/n]");
    expect(cli.profilesText).toBe(before);
    expect((await cli.run("config unset PREFECT_API_URL", { answers: "y\n" })).exitCode).toBe(0);
    expect(cli.profilesText).not.toContain("PREFECT_API_URL");
  });

  test.each(["--yes", "-y", "--no-prompt"])("asks nothing with %s", async (option) => {
    const result = await cli.run(`config unset PREFECT_API_URL ${option}`, { answers: "n\n" });
    expect(result).toEqual(ok("Unset 'PREFECT_API_URL'.\nUpdated profile 'p'.\n"));
  });

  test.each([
    ["NOPE", "Unknown setting name 'NOPE'."],
    ["PREFECT_API_KEY", "'PREFECT_API_KEY' is not set in profile 'p'."],
  ])("refuses %s", async (name, message) => {
    expect(await cli.run(`config unset ${name}`)).toEqual(refused(message));
  });
});

describe("config view", () => {
  test("shows what is set, sorted, with its source", async () => {
    expect(await cli.run("config view")).toEqual(
      ok(
        `PREFECT_PROFILE='ephemeral'\nPREFECT_HOME='${cli.home}' (from env)\nPREFECT_SERVER_EPHEMERAL_ENABLED='true' (from profile)\n`,
      ),
    );
  });

  test("names the server that is in use, and hides sources when asked", async () => {
    const result = await cli.run("--profile local config view --hide-sources");
    expect(result.stdout).toBe(
      `🚀 you are connected to:\nhttp://127.0.0.1:4200\nPREFECT_PROFILE='local'\nPREFECT_API_URL='http://127.0.0.1:4200/api'\nPREFECT_HOME='${cli.home}'\n`,
    );
  });

  test("answers in JSON", async () => {
    const env = { PREFECT_API_URL: "http://localhost:4200/api" };
    const whole = JSON.parse((await cli.run("config view -o json", { env })).stdout);
    expect(whole).toEqual({
      profile: "ephemeral",
      settings: [
        { name: "PREFECT_API_URL", value: "http://localhost:4200/api", source: "env" },
        { name: "PREFECT_HOME", value: cli.home, source: "env" },
        { name: "PREFECT_SERVER_EPHEMERAL_ENABLED", value: "true", source: "profile" },
      ],
      ui_url: "http://localhost:4200",
    });
    const bare = JSON.parse((await cli.run("config view --output JSON --hide-sources")).stdout);
    expect(bare.settings[0]).toEqual({ name: "PREFECT_HOME", value: cli.home });
    expect(bare).not.toHaveProperty("ui_url");
  });

  test("shows defaults as the reference prints them", async () => {
    const { stdout } = await cli.run("config view --show-defaults");
    const lines = new Set(stdout.split("\n"));
    for (const line of [
      "PREFECT_API_AUTH_STRING='********' (from defaults)",
      "PREFECT_API_REQUEST_TIMEOUT='60.0' (from defaults)",
      "PREFECT_API_URL='None' (from defaults)",
      "PREFECT_CLIENT_RETRY_EXTRA_CODES='set()' (from defaults)",
      "PREFECT_DEBUG_MODE='False' (from defaults)",
      "PREFECT_SERVER_API_CSRF_TOKEN_EXPIRATION='1:00:00' (from defaults)",
      "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED='{'events'}' (from defaults)",
      "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD='90 days, 0:00:00' (from defaults)",
      "PREFECT_LOGGING_EXTRA_LOGGERS='[]' (from defaults)",
      `PREFECT_PROFILES_PATH='${cli.profilesPath}' (from defaults)`,
    ]) {
      expect(lines).toContain(line);
    }
  });

  test("shows secrets only when asked", async () => {
    const env = { PREFECT_API_KEY: "pnu_1" };
    expect((await cli.run("config view", { env })).stdout).toContain("PREFECT_API_KEY='********' (from env)");
    expect((await cli.run("config view --show-secrets", { env })).stdout).toContain("PREFECT_API_KEY='pnu_1'");
  });

  test("names the files that values come from", async () => {
    writeFileSync(join(cli.folder, ".env"), "PREFECT_CLI_COLORS=false\n");
    writeFileSync(join(cli.folder, "prefect.toml"), "[cli]\nwrap_lines = false\n");
    writeFileSync(join(cli.folder, "pyproject.toml"), "[tool.prefect.logging]\nlog_prints = true\n");
    const { stdout } = await cli.run("config view");
    expect(stdout).toContain("PREFECT_CLI_COLORS='false' (from .env file)\n");
    expect(stdout).toContain("PREFECT_CLI_WRAP_LINES='False' (from prefect.toml)\n");
    expect(stdout).toContain("PREFECT_LOGGING_LOG_PRINTS='True' (from pyproject.toml)\n");
  });

  test("knows no other format than JSON", async () => {
    expect(await cli.run("config view -o yaml")).toEqual(refused("Only 'json' output format is supported."));
  });
});

test("config validate gives older names their canonical ones", async () => {
  cli.profilesText = 'active = "p"\n\n[profiles.p]\nPREFECT_UI_ENABLED = "false"\n';
  expect(await cli.run("config validate")).toEqual(ok("Configuration valid!\n"));
  expect(cli.profilesText).toBe('active = "p"\n\n[profiles.p]\nPREFECT_SERVER_UI_ENABLED = "false"\n');
});

test("config validate refuses what is invalid, one line a setting", async () => {
  cli.profilesText = 'active = "p"\n[profiles.p]\nPREFECT_SERVER_API_PORT = "abc"\n';
  expect(await cli.run("config validate")).toEqual(
    refused(
      "Invalid settings. Correct or unset:\n  PREFECT_SERVER_API_PORT (from profile): Input should be a valid integer, unable to parse string as an integer",
    ),
  );
});
