import { parseSetting } from "@prefect-ts/settings/catalog";
import { InvalidValue } from "@prefect-ts/settings/errors";
import { pythonLiteral } from "@prefect-ts/settings/python-text";
import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";
import { requireSetting } from "../../settings/require-setting.ts";

/** Where profiles are found cannot itself stand in a profile. */
const ENVIRONMENT_ONLY = new Set(["PREFECT_HOME", "PREFECT_PROFILES_PATH"]);

export default defineCommand({
  summary: "Change the value for a setting by setting the value in the current profile.",
  arguments: [{ name: "settings", kind: "many", help: "Settings in VAR=VAL format" }],
  async run(context, { positional }) {
    const assignments = positional.map(readAssignment);
    const settings = context.uncheckedSettings();
    const profiles = context.profiles(settings);
    const changes = assignments.map(({ name, value }): [string, string] => [requireSetting(name).name, value]);
    profiles.update(settings.profileName, Object.fromEntries(changes));
    await profiles.save();
    for (const { name, value } of assignments) {
      context.print(`Set ${pythonLiteral(name)} to ${pythonLiteral(value)}.`);
      if (context.env[name] === undefined) continue;
      context.print(
        context.colors.yellow(
          `${name} is also set by an environment variable which will override your config value. Run \`unset ${name}\` to clear it.`,
        ),
      );
    }
    context.print(context.colors.green(`Updated profile '${settings.profileName}'.`));
  },
});

function readAssignment(text: string): { name: string; value: string } {
  const split = text.indexOf("=");
  if (split < 0) {
    throw new CommandError(`Failed to parse argument ${pythonLiteral(text)}. Use the format 'VAR=VAL'.`);
  }
  const name = text.slice(0, split);
  const value = text.slice(split + 1);
  const definition = requireSetting(name);
  if (ENVIRONMENT_ONLY.has(definition.name)) {
    throw new CommandError(
      `Setting '${name}' cannot be changed with this command. Use an environment variable instead.`,
    );
  }
  try {
    parseSetting(definition, value);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw new CommandError(`Validation error(s) for setting ${definition.name}\n\n - ${error.message}\n`);
  }
  return { name, value };
}
