import { defineCommand } from "../../core/command.ts";
import { output, toggle } from "../../core/options.ts";

const MASK = "********";

export default defineCommand({
  summary: "Display the current settings.",
  options: {
    defaults: toggle("--show-defaults", "Show default values", "--hide-defaults"),
    sources: toggle("--show-sources", "Show value sources (shown unless hidden)", "--hide-sources"),
    secrets: toggle("--show-secrets", "Show secret values", "--hide-secrets"),
    output,
  },
  run(context, { options }) {
    const settings = context.settings();
    const withSource = options.sources !== false;
    const shown = settings.shown({ defaults: options.defaults === true }).map(({ name, value, source, secret }) => ({
      name,
      value: secret && options.secrets !== true ? MASK : value,
      source,
    }));
    const uiUrl = settings.get("PREFECT_UI_URL");
    if (options.output === "json") {
      const rows = withSource ? shown : shown.map(({ name, value }) => ({ name, value }));
      context.printJson({ profile: settings.profileName, settings: rows, ...(uiUrl ? { ui_url: uiUrl } : {}) });
      return;
    }
    const { bold, blue, green } = context.colors;
    if (uiUrl) context.print(`🚀 you are connected to:\n${green(uiUrl)}`);
    context.print(bold(blue(`PREFECT_PROFILE='${settings.profileName}'`)));
    for (const { name, value, source } of shown) {
      context.print(withSource ? `${name}='${value}' (from ${source})` : `${name}='${value}'`);
    }
  },
});
