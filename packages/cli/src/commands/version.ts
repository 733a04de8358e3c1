import { apiVersion, prefectVersion } from "@prefect-ts/server/versions";
import { defineCommand } from "../core/command.ts";
import { flag } from "../core/options.ts";
import { packageVersion } from "../core/version.ts";
import { serverType } from "../server/server-type.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };

export default defineCommand({
  summary: "Get the current Prefect version and integration information.",
  options: {
    // Integrations are Python packages: there are none to omit, and scripts may pass the flag.
    omitIntegrations: flag("--omit-integrations", "Omit integration information"),
  },
  run(context) {
    const settings = context.settings();
    const isPostgresql = settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal().startsWith("postgres");
    const rows: readonly [string, string][] = [
      ["Version:", prefectVersion],
      ["prefect-ts version:", packageVersion()],
      ["API version:", apiVersion],
      ["Node version:", process.versions.node],
      ["OS/Arch:", `${process.platform}/${ARCHITECTURES[process.arch] ?? process.arch}`],
      ["Profile:", settings.profileName],
      ["Server type:", serverType(settings)],
      ["Server:", ""],
      ["  Database:", isPostgresql ? "postgresql" : "sqlite"],
    ];
    for (const [label, value] of rows) context.print(value === "" ? label : `${label.padEnd(21)} ${value}`);
  },
});
