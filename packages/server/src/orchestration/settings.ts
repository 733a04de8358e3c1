import type { Settings } from "@prefect-ts/settings/settings";

/** The settings that rules look at, read once for each server. All times are seconds. */
export interface OrchestrationSettings {
  taskRunTagConcurrencySlotWaitSeconds: number;
  maxCacheKeyLength: number;
  initialDeploymentLeaseDuration: number;
  deploymentSlotWaitSeconds: number;
  relatedResourceCacheSeconds: number;
}

const read = (settings: Settings): OrchestrationSettings => ({
  taskRunTagConcurrencySlotWaitSeconds: settings.get("PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS"),
  maxCacheKeyLength: settings.get("PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH"),
  initialDeploymentLeaseDuration: settings.get("PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION"),
  deploymentSlotWaitSeconds: settings.get("PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS"),
  relatedResourceCacheSeconds: settings.get("PREFECT_SERVER_EVENTS_RELATED_RESOURCE_CACHE_TTL"),
});

const known = new WeakMap<Settings, OrchestrationSettings>();

export function orchestrationSettings(settings: Settings): OrchestrationSettings {
  const values = known.get(settings) ?? read(settings);
  known.set(settings, values);
  return values;
}
