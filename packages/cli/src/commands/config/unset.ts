import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";
import { flag } from "../../core/options.ts";
import { requireSetting } from "../../settings/require-setting.ts";

export default defineCommand({
  summary: "Restore the default value for a setting.",
  arguments: [{ name: "setting-names", kind: "many", help: "Setting names to unset" }],
  options: { yes: flag("-y, --yes", "Skip confirmation") },
  async run(context, { positional, options }) {
    const settings = context.uncheckedSettings();
    const profiles = context.profiles(settings);
    const profile = settings.profileName;
    const current = profiles.find(profile)?.settings ?? {};
    const names = new Map([...new Set(positional)].map((name) => [name, requireSetting(name).name]));
    for (const [name, canonical] of names) {
      if (!(canonical in current)) throw new CommandError(`'${name}' is not set in profile '${profile}'.`);
    }
    if (!options.yes && context.isInteractive) {
      const question = `Are you sure you want to unset the following setting(s): ${[...names.keys()].join(", ")}?`;
      if (!(await context.confirm(question))) throw new CommandError("Unset aborted.");
    }
    profiles.update(profile, Object.fromEntries([...names.values()].map((name) => [name, null])));
    await profiles.save();
    for (const name of names.keys()) {
      context.print(`Unset '${name}'.`);
      if (context.env[name] === undefined) continue;
      context.print(
        context.colors.yellow(`'${name}' is also set by an environment variable. Use \`unset ${name}\` to clear it.`),
      );
    }
    context.print(context.colors.green(`Updated profile '${profile}'.`));
  },
});
