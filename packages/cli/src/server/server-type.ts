import type { Settings } from "@prefect-ts/settings/settings";

/** What a client talks to under some settings. */
export type ServerType = "ephemeral" | "server" | "cloud" | "unconfigured";

export function serverType(settings: Settings): ServerType {
  if (settings.get("PREFECT_API_URL") === null) {
    return settings.get("PREFECT_SERVER_EPHEMERAL_ENABLED") ? "ephemeral" : "unconfigured";
  }
  return settings.isConnectedToCloud() ? "cloud" : "server";
}
