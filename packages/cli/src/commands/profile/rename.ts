import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";

export default defineCommand({
  summary: "Change the name of a profile.",
  arguments: [
    { name: "name", kind: "required", help: "Name of the profile" },
    { name: "new-name", kind: "required", help: "Its new name" },
  ],
  async run(context, { positional: [name = "", newName = ""] }) {
    const profiles = context.profiles(context.uncheckedSettings());
    const existing = new Set(profiles.ownNames());
    if (!existing.has(name)) throw new CommandError(`Profile '${name}' not found.`);
    if (existing.has(newName)) throw new CommandError(`Profile '${newName}' already exists.`);
    profiles.add(newName, profiles.find(name)?.settings ?? {});
    profiles.remove(name);
    if (profiles.activeName === name) profiles.activeName = newName;
    if (context.env["PREFECT_PROFILE"] === name) {
      context.print(
        `You have set your current profile to '${name}' with the PREFECT_PROFILE environment variable. You must update this variable to '${newName}' to continue using the profile.`,
      );
    }
    await profiles.save();
    context.print(context.colors.green(`Renamed profile '${name}' to '${newName}'.`));
  },
});
