import type { Settings } from "@prefect-ts/settings/settings";

/** The settings that rules look at, read once for each server. All times are seconds. */
export interface OrchestrationSettings {
  taskRunTagConcurrencySlotWaitSeconds: number;
  maxCacheKeyLength: number;
  initialDeploymentLeaseDuration: number;
}

export const orchestrationSettings = (settings: Settings): OrchestrationSettings => ({
  taskRunTagConcurrencySlotWaitSeconds: settings.get("PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS"),
  maxCacheKeyLength: settings.get("PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH"),
  initialDeploymentLeaseDuration: settings.get("PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION"),
});
