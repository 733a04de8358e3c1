import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CommandLine } from "../../testing/command-line.ts";
import { serve } from "../../testing/http-server.ts";

let cli: CommandLine;

beforeEach(() => {
  cli = new CommandLine();
  cli.profilesText = 'active = "a"\n\n[profiles.a]\nPREFECT_CLI_COLORS = "false"\n\n[profiles.b]\n';
});
afterEach(() => cli[Symbol.dispose]());

const ok = (stdout: string) => ({ exitCode: 0, stdout, stderr: "" });
const refused = (stderr: string) => ({ exitCode: 1, stdout: "", stderr: `${stderr}\n` });
const activeLine = () => cli.profilesText.split("\n")[0];

test("profile ls draws the profiles of the file and marks the active one", async () => {
  expect(await cli.run("profile ls")).toEqual(
    ok(`┏━━━━━━━━━━━━━━━━━━━━━┓
┃ Available Profiles: ┃
┡━━━━━━━━━━━━━━━━━━━━━┩
│                 * a │
│                   b │
└─────────────────────┘
   * active profile
`),
  );
  expect(JSON.parse((await cli.run("profiles ls -o json --profile b")).stdout)).toEqual([
    { name: "a", active: false },
    { name: "b", active: true },
  ]);
});

describe("profile create", () => {
  test("adds an empty profile, or a copy", async () => {
    const created = await cli.run("profile create c");
    expect(created.stdout).toContain("name - 'c'\n    from name - None\n");
    expect((await cli.run("profile create d --from a")).stdout).toContain("from name - a\n");
    expect(cli.profilesText).toContain("\n[profiles.c]\n");
    expect(cli.profilesText).toContain('\n[profiles.d]\nPREFECT_CLI_COLORS = "false"\n');
  });

  test("refuses a name that is taken and a source that is not there", async () => {
    const taken = await cli.run("profile create a");
    expect(taken.exitCode).toBe(1);
    expect(taken.stderr).toBe(
      "Profile 'a' already exists.\nTo create a new profile, remove the existing profile first:\n\n    prefect profile delete 'a'\n",
    );
    expect(await cli.run("profile create c --from nosuch")).toEqual(refused("Profile 'nosuch' not found."));
  });
});

describe("profile use", () => {
  test("says that the API will be ephemeral", async () => {
    expect(await cli.run("profile use ephemeral")).toEqual(
      ok(
        "Checking API connectivity...\nNo Prefect server specified using profile 'ephemeral' - the API will run in ephemeral mode.\n",
      ),
    );
    expect(activeLine()).toBe('active = "ephemeral"');
  });

  test("says that no server is configured, having switched", async () => {
    const result = await cli.run("profile use b");
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe(
      "Prefect server URL not configured using profile 'b' - please configure the server URL or enable ephemeral mode.\n",
    );
    expect(activeLine()).toBe('active = "b"');
  });

  test("says whether the server answers", async () => {
    await using healthy = await serve({ "/api/health": { body: true } });
    await cli.run(`--profile b config set PREFECT_API_URL=${healthy.url}/api`);
    expect((await cli.run("profile use b")).stdout).toContain("Connected to Prefect server using profile 'b'\n");
    await cli.run(`--profile b config set PREFECT_API_URL=${healthy.url}/nowhere`);
    expect((await cli.run("profile use b")).stderr).toBe("Error connecting to Prefect server using profile 'b'\n");
  });

  test("tells a rejected key of Prefect Cloud from no answer", async () => {
    await using cloud = await serve({ "/api/health": { status: 401, body: null } });
    const env = {
      PREFECT_CLOUD_API_URL: `${cloud.url}/api`,
      PREFECT_API_URL: `${cloud.url}/api`,
      PREFECT_API_KEY: "k",
    };
    expect((await cli.run("profile use b", { env })).stderr).toBe(
      "Error authenticating with Prefect Cloud using profile 'b'\n",
    );
  });

  test("refuses a profile that does not exist", async () => {
    expect(await cli.run("profile use nosuch")).toEqual(refused("Profile 'nosuch' not found."));
    expect(activeLine()).toBe('active = "a"');
  });
});

describe("profile inspect", () => {
  test.each([
    ["", "No name provided, defaulting to 'a'\nPREFECT_CLI_COLORS='false'\n"],
    ["a", "PREFECT_CLI_COLORS='false'\n"],
    ["b", "Profile 'b' is empty.\n"],
    ["local", "PREFECT_API_URL='http://127.0.0.1:4200/api'\n"],
    ["b -o json", "{}\n"],
    ["-o json", '{\n  "PREFECT_CLI_COLORS": "false"\n}\n'],
  ])("profile inspect %s", async (words, stdout) => {
    expect(await cli.run(`profile inspect ${words}`)).toEqual(ok(stdout));
  });

  test("refuses a profile that does not exist", async () => {
    expect(await cli.run("profile inspect nosuch")).toEqual(refused("Profile 'nosuch' not found."));
  });
});

describe("profile rename", () => {
  test("renames the active profile and keeps it active", async () => {
    expect(await cli.run("profile rename a c")).toEqual(ok("Renamed profile 'a' to 'c'.\n"));
    expect(activeLine()).toBe('active = "c"');
    expect((await cli.run("profile inspect c")).stdout).toBe("PREFECT_CLI_COLORS='false'\n");
  });

  test("says that PREFECT_PROFILE still names the old one", async () => {
    const { stdout } = await cli.run("profile rename a c", { env: { PREFECT_PROFILE: "a" } });
    expect(stdout).toContain("You must update this variable to 'c' to continue using the profile.\n");
  });

  test("refuses a profile that is not there and a name that is taken", async () => {
    expect(await cli.run("profile rename nosuch c")).toEqual(refused("Profile 'nosuch' not found."));
    expect(await cli.run("profile rename a b")).toEqual(refused("Profile 'b' already exists."));
  });
});

describe("profile delete", () => {
  test("removes a profile, asking a person first", async () => {
    expect((await cli.run("profile delete b", { answers: "\n" })).stderr).toBe("Deletion aborted.\n");
    expect(await cli.run("profile delete b")).toEqual(ok("Removed profile 'b'.\n"));
    expect(cli.profilesText).not.toContain("profiles.b");
  });

  test("refuses the active profile and one that is not there", async () => {
    expect(await cli.run("profile delete a")).toEqual(
      refused("Profile 'a' is the active profile. You must switch profiles before it can be deleted."),
    );
    expect(await cli.run("profile delete nosuch")).toEqual(refused("Profile 'nosuch' not found."));
  });
});

test("profile populate-defaults adds the packaged profiles that are missing", async () => {
  const { stdout } = await cli.run("profile populate-defaults");
  expect(stdout).toContain("  • Add 'ephemeral'\n  • Add 'local'\n  • Add 'test'\n  • Add 'cloud'\n");
  expect(stdout).toContain(`Profiles updated in ${cli.profilesPath}\n`);
  expect(cli.profilesText).toContain("[profiles.cloud]");
  expect(cli.profilesText).toContain('[profiles.a]\nPREFECT_CLI_COLORS = "false"\n');
  expect(await cli.run("profile populate-defaults")).toEqual(ok("No changes needed. All profiles are up to date.\n"));
});
