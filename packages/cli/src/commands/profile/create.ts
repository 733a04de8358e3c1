import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";
import { text } from "../../core/options.ts";

export default defineCommand({
  summary: "Create a new profile.",
  arguments: [{ name: "name", kind: "required", help: "Name of the new profile" }],
  options: { from: text("--from <name>", "Copy an existing profile.") },
  async run(context, { positional: [name = ""], options: { from } }) {
    const profiles = context.profiles(context.uncheckedSettings());
    const existing = new Set(profiles.ownNames());
    if (existing.has(name)) {
      throw new CommandError(
        `Profile '${name}' already exists.\nTo create a new profile, remove the existing profile first:\n\n    prefect profile delete '${name}'`,
      );
    }
    if (from !== undefined && !existing.has(from)) throw new CommandError(`Profile '${from}' not found.`);
    profiles.add(name, from === undefined ? {} : (profiles.find(from)?.settings ?? {}));
    await profiles.save();
    context.print(`
Created profile with properties:
    name - '${name}'
    from name - ${from ?? "None"}

Use created profile for future, subsequent commands:
    prefect profile use '${name}'

Use created profile temporarily for a single command:
    prefect -p '${name}' config view
`);
  },
});
