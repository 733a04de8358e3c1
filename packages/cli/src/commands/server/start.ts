import { defineCommand } from "../../core/command.ts";
import { CommandError } from "../../core/errors.ts";
import { flag, text, toggle, wholeNumber } from "../../core/options.ts";
import { runInBackground } from "../../server/background.ts";
import { runInForeground } from "../../server/foreground.ts";
import { makeHome } from "../../server/home.ts";

export default defineCommand({
  summary: "Start a Prefect server instance.",
  options: {
    host: text("--host <host>", "Server host address. [from PREFECT_SERVER_API_HOST]"),
    port: wholeNumber("--port <port>", "Server port. [from PREFECT_SERVER_API_PORT]"),
    keepAliveTimeout: wholeNumber(
      "--keep-alive-timeout <seconds>",
      "Keep-alive timeout seconds. [from PREFECT_SERVER_API_KEEPALIVE_TIMEOUT]",
    ),
    logLevel: text("--log-level <level>", "Server logging level. [from PREFECT_SERVER_LOGGING_LEVEL]"),
    scheduler: toggle("--scheduler", "Enable scheduler. [from PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED]"),
    analytics: toggle("--analytics-on", "Toggle analytics. [from PREFECT_SERVER_ANALYTICS_ENABLED]", "--analytics-off"),
    lateRuns: toggle("--late-runs", "Enable late runs. [from PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED]"),
    ui: toggle("--ui", "Enable the UI. [from PREFECT_SERVER_UI_ENABLED]"),
    noServices: flag("--no-services", "Only run the webserver API and UI."),
    background: flag("-b, --background", "Run in the background."),
    workers: wholeNumber("--workers <count>", "Number of worker processes."),
  },
  async run(context, { options }) {
    const { workers = 1 } = options;
    if (workers < 1) throw new CommandError("Number of workers must be >= 1");
    const settings = context.settings({
      PREFECT_SERVER_API_HOST: options.host,
      PREFECT_SERVER_API_PORT: options.port,
      PREFECT_SERVER_API_KEEPALIVE_TIMEOUT: options.keepAliveTimeout,
      PREFECT_SERVER_LOGGING_LEVEL: options.logLevel,
      PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED: options.scheduler,
      PREFECT_SERVER_ANALYTICS_ENABLED: options.analytics,
      PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED: options.lateRuns,
      PREFECT_SERVER_UI_ENABLED: options.ui,
    });
    if (workers > 1) {
      const isPostgresql = settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal().startsWith("postgres");
      throw new CommandError(
        isPostgresql
          ? "Multi-worker mode (--workers > 1) is not available yet: start one server."
          : "Multi-worker mode (--workers > 1) is not supported with SQLite database.",
      );
    }
    const port = settings.get("PREFECT_SERVER_API_PORT");
    if (port < 0 || port > 65_535) {
      throw new CommandError(`Port ${port} is not between 0 and 65535: choose another with --port.`);
    }
    makeHome(settings.get("PREFECT_HOME"));
    const start = options.background ? runInBackground : runInForeground;
    await start(context, settings, { services: !options.noServices });
  },
});
