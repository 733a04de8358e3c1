import { copyFileSync, existsSync } from "node:fs";
import { defineCommand } from "../../core/command.ts";

export default defineCommand({
  summary: "Populate the profiles configuration with default base profiles, preserving existing user profiles.",
  async run(context) {
    const profiles = context.profiles(context.uncheckedSettings());
    const { path } = profiles;
    const { bold, blue, cyan, green } = context.colors;
    const existing = new Set(profiles.ownNames());
    const missing = profiles.packagedNames().filter((name) => !existing.has(name));
    const isNew = !existsSync(path);
    if (isNew) context.print(`\n${bold("Creating new profiles file with default profiles.")}`);
    if (missing.length === 0) {
      context.print(green("No changes needed. All profiles are up to date."));
      return;
    }
    context.print(`\n${bold(cyan("Proposed Changes:"))}`);
    for (const name of missing) context.print(`  ${blue("•")} Add '${name}'`);
    if (context.isInteractive) {
      if (!isNew && (await context.confirm(`\nBack up existing profiles to ${path}.bak?`))) {
        copyFileSync(path, `${path}.bak`);
        context.print(`Profiles backed up to ${path}.bak`);
      }
      if (!(await context.confirm(`\nUpdate profiles at ${path}?`))) {
        context.print("Operation cancelled.");
        return;
      }
    }
    profiles.addPackaged();
    await profiles.save();
    context.print(`\nProfiles updated in ${green(path)}`);
    context.print(`\nUse with ${green("prefect profile use")} ${blue("[PROFILE-NAME]")}`);
    context.print("\nAvailable profiles:");
    for (const name of profiles.ownNames()) context.print(`  - ${name}`);
  },
});
