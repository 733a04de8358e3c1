import { defineCommand } from "../../core/command.ts";

export default defineCommand({
  summary: "Read and validate the current profile.",
  async run(context) {
    const profiles = context.profiles(context.settings());
    for (const warning of profiles.warnings) context.warn(warning);
    // Reading gave older names their canonical ones; saving keeps them.
    await profiles.save();
    context.print(context.colors.green("Configuration valid!"));
  },
});
