import { pythonText } from "@prefect-ts/settings/python-text";
import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";
import { output } from "../../core/options.ts";

export default defineCommand({
  summary: "Display settings from a given profile; defaults to active.",
  arguments: [{ name: "name", kind: "optional", help: "Name of profile to inspect; defaults to active." }],
  options: { output },
  run(context, { positional: [given], options }) {
    const settings = context.uncheckedSettings();
    const name = given ?? settings.profileName;
    const isJson = options.output === "json";
    if (given === undefined && !isJson) context.print(`No name provided, defaulting to '${name}'`);
    const profile = context.profiles(settings).find(name);
    if (profile === undefined) throw new CommandError(`Profile '${name}' not found.`);
    const values = Object.entries(profile.settings);
    if (isJson) context.printJson(profile.settings);
    else if (values.length === 0) context.print(`Profile '${name}' is empty.`);
    else for (const [key, value] of values) context.print(`${key}='${pythonText(value)}'`);
  },
});
