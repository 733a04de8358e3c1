import { defineCommand } from "../../core/command.ts";
import { output } from "../../core/options.ts";
import { renderTable } from "../../core/table.ts";

export default defineCommand({
  summary: "List profile names.",
  options: { output },
  run(context, { options }) {
    const settings = context.uncheckedSettings();
    const names = context.profiles(settings).ownNames();
    const isActive = (name: string) => name === settings.profileName;
    if (options.output === "json") {
      context.printJson(names.map((name) => ({ name, active: isActive(name) })));
      return;
    }
    const { green } = context.colors;
    const rows = names.map((name) => [isActive(name) ? green(`  * ${name}`) : `  ${name}`]);
    context.print(renderTable({ head: ["Available Profiles:"], rows, align: "right" }));
    context.print("   * active profile");
  },
});
