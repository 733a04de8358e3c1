import { type Settings, loadSettings } from "@prefect-ts/settings/settings";
import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";
import { checkHealth } from "../../server/api.ts";
import { serverType } from "../../server/server-type.ts";

const TIMEOUT_MS = 3_000;

export default defineCommand({
  summary: "Set the given profile to active.",
  arguments: [{ name: "name", kind: "required", help: "Name of the profile" }],
  async run(context, { positional: [name = ""] }) {
    const profiles = context.profiles(context.uncheckedSettings());
    if (profiles.find(name) === undefined) throw new CommandError(`Profile '${name}' not found.`);
    profiles.activeName = name;
    await profiles.save();
    context.print("Checking API connectivity...");
    const settings = loadSettings({ env: context.env, cwd: context.cwd, profile: name });
    context.print(context.colors.green(await connection(settings, name)));
  },
});

/** What is at the other end of a profile. Throws CommandError if nothing answers. */
async function connection(settings: Settings, profile: string): Promise<string> {
  const type = serverType(settings);
  if (type === "ephemeral") {
    return `No Prefect server specified using profile '${profile}' - the API will run in ephemeral mode.`;
  }
  if (type === "unconfigured") {
    throw new CommandError(
      `Prefect server URL not configured using profile '${profile}' - please configure the server URL or enable ephemeral mode.`,
    );
  }
  const place = type === "cloud" ? "Prefect Cloud" : "Prefect server";
  const failure = await checkHealth(settings, TIMEOUT_MS);
  if (failure === null) return `Connected to ${place} using profile '${profile}'`;
  const isUnauthorized = type === "cloud" && (failure.status === 401 || failure.status === 403);
  throw new CommandError(
    isUnauthorized
      ? `Error authenticating with ${place} using profile '${profile}'`
      : `Error connecting to ${place} using profile '${profile}'`,
  );
}
