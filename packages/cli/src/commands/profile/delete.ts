import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";

export default defineCommand({
  summary: "Delete the given profile.",
  arguments: [{ name: "name", kind: "required", help: "Name of the profile" }],
  async run(context, { positional: [name = ""] }) {
    const settings = context.uncheckedSettings();
    const profiles = context.profiles(settings);
    if (profiles.find(name) === undefined) throw new CommandError(`Profile '${name}' not found.`);
    if (settings.profileName === name) {
      throw new CommandError(
        `Profile '${name}' is the active profile. You must switch profiles before it can be deleted.`,
      );
    }
    const question = `Are you sure you want to delete profile with name '${name}'?`;
    if (context.isInteractive && !(await context.confirm(question, false))) throw new CommandError("Deletion aborted.");
    profiles.remove(name);
    await profiles.save();
    context.print(context.colors.green(`Removed profile '${name}'.`));
  },
});
