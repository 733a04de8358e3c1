import { defineCommand } from "../../../core/command.ts";
import { output } from "../../../core/options.ts";
import { renderTable } from "../../../core/table.ts";

/** `late runs` as the reference writes names of services: `LateRuns`. */
const classNameOf = (name: string) =>
  name
    .split(" ")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

export default defineCommand({
  summary: "List all available services and their status.",
  options: { output },
  async run(context, { options }) {
    const { serviceCatalog } = await import("@prefect-ts/server/services/catalog");
    const settings = context.settings();
    const services = serviceCatalog.map((service) => ({
      name: classNameOf(service.name),
      enabled: service.isEnabled(settings),
      environment_variable: service.setting,
      description: service.summary,
    }));
    if (options.output === "json") {
      context.printJson(services);
      return;
    }
    const { green, gray } = context.colors;
    const rows = services.map(({ name, enabled, environment_variable: setting, description }) => [
      name,
      enabled ? green(`✓ ${setting}`) : gray(`x ${setting}`),
      description,
    ]);
    context.print(renderTable({ head: ["Name", "Enabled?", "Description"], rows }));
  },
});
