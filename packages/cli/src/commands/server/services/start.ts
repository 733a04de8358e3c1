import { defineCommand } from "../../../core/command.ts";
import { flag } from "../../../core/options.ts";
import { makeHome } from "../../../server/home.ts";
import { runServices, runServicesInBackground } from "../../../server/services.ts";

export default defineCommand({
  summary: "Start all enabled Prefect services in one process.",
  options: { background: flag("-b, --background", "Run the services in the background.") },
  async run(context, { options }) {
    const settings = context.settings();
    makeHome(settings.get("PREFECT_HOME"));
    const start = options.background ? runServicesInBackground : runServices;
    await start(context, settings);
  },
});
